import type { IncomingMessage } from "node:http";
import type { KeyHolder } from "../../domain/access/actor.ts";
import { WrongCredentials } from "../../domain/errors.ts";
import type { Sender } from "../../domain/event/payload.ts";
import { bearerOf } from "./guard/credentials.ts";

export interface SenderDeps {
  readonly clientAddress: (request: IncomingMessage) => string;
  /** Returns the holder of a key, or null when it is not valid. */
  readonly ingestKey: (key: string) => Promise<KeyHolder | null>;
}

/** Who opened a connection. Lives as long as it does. */
export type SenderFacts = Omit<Sender, "receivedAt">;

/** Reads who sent a request. Throws WrongCredentials for a key that is not valid. */
export async function readSender(
  request: IncomingMessage,
  door: string,
  { clientAddress, ingestKey }: SenderDeps,
): Promise<SenderFacts> {
  const { headers } = request;
  return {
    ip: clientAddress(request),
    userAgent: headers["user-agent"] ?? "",
    origin: headers.origin ?? originOf(headers.referer),
    holder: headers.authorization === undefined ? null : await holderOf(headers.authorization, ingestKey),
    door,
    traceparent: traceparentIn(headers),
  };
}

/** Returns the W3C trace context of a request, unchecked. */
export function traceparentIn(headers: IncomingMessage["headers"]): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === "string" ? traceparent : undefined;
}

/** Throws WrongCredentials for a key that is not valid: its sender must learn of it. Other schemes are nobody's here. */
export async function holderOf(
  authorization: string,
  ingestKey: SenderDeps["ingestKey"],
): Promise<KeyHolder | null> {
  const key = bearerOf(authorization);
  if (key === null || !key.startsWith("mr_")) return null;
  const holder = await ingestKey(key);
  if (holder === null) throw new WrongCredentials("the API key is unknown, was revoked or has expired");
  return holder;
}

export function originOf(referer: string | undefined): string {
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : "";
}

export function pathOf(url = "/"): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

export function queryOf(url = "/"): string {
  const query = url.indexOf("?");
  return query < 0 ? "" : url.slice(query + 1);
}
