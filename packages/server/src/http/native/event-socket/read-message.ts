import { BodyFault, readJson } from "../../serve/body.ts";
import type { Fields, MessageType } from "./to-event.ts";

export type ClientMessage =
  | { readonly type: "auth"; readonly apiKey: string }
  /** Tells the page of a connection that sends no event, as after a cut. */
  | { readonly type: "presence"; readonly data: Fields; readonly apiKey: string | null }
  | {
      readonly type: MessageType;
      readonly data: Fields;
      readonly apiKey: string | null;
      /** The client's own id of the event, as it spells it; null: it gave none. */
      readonly eventId: string | null;
    };

/** Reads a message of a client. Throws BodyFault. */
export function readMessage(bytes: Buffer): ClientMessage {
  const message = fieldsOf(readJson(bytes), "a message");
  const { type } = message;
  const apiKey = textOf(message.apiKey, "apiKey");
  if (type === "auth") {
    if (apiKey === null) throw new BodyFault(400, "apiKey is required");
    return { type, apiKey };
  }
  if (type !== "pageview" && type !== "event" && type !== "presence")
    throw new BodyFault(400, 'type must be "auth", "pageview", "event" or "presence"');
  const data = fieldsOf(message.data, "data");
  if (type === "presence") return { type, data, apiKey };
  return { type, data, apiKey, eventId: textOf(data.id ?? data.eventId, "id") };
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new BodyFault(400, `${what} must be a JSON object`);
}

function textOf(value: unknown, name: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  throw new BodyFault(400, `${name} must be a string`);
}
