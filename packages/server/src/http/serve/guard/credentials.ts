import type { IncomingMessage } from "node:http";
import { SHARE_HEADER } from "@millrace/protocol";
import type { Credentials } from "../../../accounts/actors.ts";
import type { RequestFacts } from "./facts.ts";

/** As better-auth names it. */
const SIGN_IN = "millrace.session_token";

/** Name of the sign-in's cookie. Browsers accept `__Host-` only from https, for this host alone. */
export const signInCookie = (isHttps: boolean): string => (isHttps ? `__Host-${SIGN_IN}` : SIGN_IN);

/** Returns the credentials that a request presents. */
export function readCredentials(
  { headers }: IncomingMessage,
  { isHttps, isLocal }: RequestFacts,
): Credentials {
  const { authorization = "", cookie = "" } = headers;
  return {
    key: bearerOf(authorization),
    share: shareOf(headers[SHARE_HEADER]) ?? shareInProtocol(headers["sec-websocket-protocol"]),
    cookie: readCookie(cookie, signInCookie(isHttps)),
    isLocal,
  };
}

const shareOf = (header: string | readonly string[] | undefined): string | null =>
  header === undefined || header === "" ? null : String(header);

/** A browser's WebSocket can send no header but this one: `millrace.share.<base64url of the credential>`. */
function shareInProtocol(header: string | undefined): string | null {
  const protocol = header?.split(",").find((one) => one.trim().startsWith(SHARE_PROTOCOL));
  if (protocol === undefined) return null;
  return Buffer.from(protocol.trim().slice(SHARE_PROTOCOL.length), "base64url").toString() || null;
}
const SHARE_PROTOCOL = "millrace.share.";

/** Returns the key in an Authorization header; null when it has none. */
export const bearerOf = (authorization: string): string | null =>
  /^bearer /i.test(authorization) ? authorization.slice("bearer ".length).trim() : null;

/** Returns the decoded value of a cookie, or null when the header has none of this name. */
export function readCookie(header: string, name: string): string | null {
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}
