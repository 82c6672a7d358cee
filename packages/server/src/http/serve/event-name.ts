/**
 * Maps an event's type in other protocols to its name: their page view is `pageview`; any other type is a custom event
 * of that name.
 */
export function eventNameOf(eventType: string): string {
  return eventType === "page_view" ? "pageview" : eventType;
}
