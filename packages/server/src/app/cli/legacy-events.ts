import { createHash } from "node:crypto";
import type { Fault } from "@millrace/protocol";
import type { Payload } from "../../domain/event/payload.ts";
import { type Fields, toEvent } from "../../http/native/event-socket/to-event.ts";
import { validateEvent } from "../../http/native/validate-event.ts";
import { readEvent } from "../../http/site-events/events.ts";

/**
 * Reads an item of another system's queue: `{site_id, event_type, path, user_id, timestamp}`, or `{type, projectId, data}`
 * with the page view or event in `data` (or `payload`). `place` names it for ever: read again, it gets the same id.
 * Throws a TypeError that names the fault.
 */
export function readLegacyEvent(item: string, place: string): Payload {
  const event = parse(item);
  const payload = "site_id" in event ? readSingle(event) : readProject(event);
  return {
    ...payload,
    id: payload.id ?? createHash("sha256").update(`${place}\0${item}`).digest("hex"),
    actor: "server",
  };
}

function parse(item: string): Fields {
  const parsed: unknown = JSON.parse(item);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new TypeError("an item must be a JSON object");
  return parsed as Fields;
}

function readSingle(event: Fields): Payload {
  const details: string[] = [];
  const payload = readEvent(event, details);
  if (details.length > 0) throw new TypeError(details.join("; "));
  return payload;
}

function readProject({ id, type, projectId, data, payload, queuedAt }: Fields): Payload {
  const fields = (data ?? payload ?? {}) as Fields;
  const event = toEvent(type === "event" ? "event" : "pageview", projectId, fields);
  const faults: Fault[] = [];
  const read = validateEvent(
    {
      ...event,
      id: id ?? event.id,
      path: fields.url === undefined ? (fields.path ?? "/") : undefined,
      timestamp: fields.timestamp ?? queuedAt,
      // The address is not known any more.
      user_id: fields.sessionId,
    },
    0,
    faults,
  );
  if (read === null) throw new TypeError(faults.map(({ message }) => message).join("; "));
  return read;
}
