/** The fields of an untrusted JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export type MessageType = "pageview" | "event";

/**
 * Maps the data of a page view or event, in the terms of a project's socket, to an event of the native API, which is not
 * validated yet. Data that is such an event already stays as it is.
 */
export function toEvent(type: MessageType, site: unknown, data: Fields): Fields {
  const { trackingId, eventType, metadata, triggerMethod, eventId, sessionId: _, ...fields } = data;
  return {
    ...fields,
    site,
    id: data.id ?? eventId,
    name: data.name ?? (type === "event" ? (trackingId ?? eventType) : "pageview"),
    props: data.props ?? (type === "event" ? toProps(metadata, triggerMethod) : undefined),
  };
}

/** A fault of the metadata is one of the props. */
function toProps(metadata: unknown, trigger: unknown): unknown {
  if (typeof trigger !== "string") return metadata;
  if (metadata === undefined || metadata === null) return { trigger };
  return typeof metadata === "object" && !Array.isArray(metadata) ? { ...metadata, trigger } : metadata;
}
