/** What several protocols call a page view is our `pageview`; any other type is a custom event of that name. */
export function eventNameOf(eventType: string): string {
  return eventType === "page_view" ? "pageview" : eventType;
}
