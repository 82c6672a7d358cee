import type { IncomingMessage } from "node:http";
import { createTrust, peerOf } from "./client-address.ts";

/**
 * Tells which host a request was sent to, as its sender sees it: X-Forwarded-Host where a trusted proxy says so, else Host.
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
 * Whether a page may open a WebSocket or change anything: browsers ask no leave of a server for either, so a page of
 * anyone could read and change an instance that its visitor can reach. Only pages of the very host may; what sends no
 * Origin is no page.
 */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: ofPage } = new URL(origin);
  // A proxy may leave out or add its usual port; a page's origin never has it.
  const usualPort = protocol === "https:" ? ":443" : ":80";
  return ofPage !== "" && host.toLowerCase().replace(new RegExp(`${usualPort}$`), "") === ofPage;
}
