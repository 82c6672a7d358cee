import { createHash } from "node:crypto";
import type { EncodedEnvelope } from "../../../domain/event/envelope-codec.ts";
import { hashId } from "../recent-ids.ts";
import { decodeRecord } from "../record.ts";
import { DELIVERY_LIMIT } from "./declare.ts";
import type { RawMessage } from "./subscription.ts";

/** What a message says at one position, whatever that will be. */
export type Content =
  | { readonly fields: EncodedEnvelope }
  /** `fields` are known when the bytes are an envelope: its dead letter can be tried again. */
  | { readonly corrupt: Buffer; readonly fault: string; readonly fields?: EncodedEnvelope };

export interface Entry {
  readonly id: Buffer;
  readonly content: Content;
  readonly message: RawMessage;
}

/** What a dead letter that is tried again is named by, so that trying twice counts once. */
export const retryName = (key: string) => `retry:${key}`;

/** Envelopes in a message, told by its head alone; a message that is no record counts as one. */
export function countEnvelopes({ body }: RawMessage): number {
  return body.length >= 10 && body[0] === 0x4d ? Math.max(1, body.readUInt32LE(6)) : 1;
}

/** At least one entry. */
export function decodeMessage(message: RawMessage): Entry[] {
  const { body, messageId, dead } = message;
  const record = decodeRecord(body);
  const whole = (fault: string) => [{ id: digest(body), content: { corrupt: body, fault }, message }];
  if ("fault" in record) return whole(record.fault);
  if (record.envelopes.length === 0 || !record.envelopes.every(Array.isArray))
    return whole("not a list of envelopes");
  return record.envelopes.map((fields) => ({
    id: messageId.startsWith("retry:") ? digest(messageId) : hashId(fields[1] as number, fields[0] as string),
    content: dead ? givenUp(fields) : { fields },
    message,
  }));
}

function givenUp(fields: EncodedEnvelope): Content {
  const fault = `delivered more than ${DELIVERY_LIMIT} times: every worker that had it went away before it was stored`;
  return { corrupt: Buffer.from(JSON.stringify(fields)), fault, fields };
}

function digest(bytes: Buffer | string): Buffer {
  return createHash("sha256").update(bytes).digest().subarray(0, 16);
}
