import type { IncomingMessage } from "node:http";
import { createTrust, peerOf } from "./client-address.ts";

/**
 * Returns a function that reads the host a request was sent to, as its sender sees it: X-Forwarded-Host from a trusted
 * proxy, else Host.
 * @param trustedProxies addresses and CIDR ranges
 */
export function createAskedHost(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = createTrust(trustedProxies);
  return function askedHost(request) {
    const { host = "", "x-forwarded-host": forwarded } = request.headers;
    if (forwarded === undefined || !trusted(peerOf(request))) return host;
    // Each proxy adds its own at the end.
    return String(forwarded).split(",")[0]?.trim() || host;
  };
}

/**
 * Returns whether a page may open a WebSocket or change anything. Browsers need no permission from a server for either,
 * so without this check any page could read and change an instance that its visitor can reach. Only pages of the same
 * host may; a request without Origin comes from no page.
 */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: ofPage } = new URL(origin);
  // A proxy may leave out or add its usual port; a page's origin never has it.
  const usualPort = protocol === "https:" ? ":443" : ":80";
  return ofPage !== "" && host.toLowerCase().replace(new RegExp(`${usualPort}$`), "") === ofPage;
}
