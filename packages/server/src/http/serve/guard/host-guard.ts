import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";

export interface HostGuardOptions {
  /** Where the server listens, as in HOST. */
  readonly boundHost: string;
  /** Hosts that people use beside: those of PUBLIC_URL and ALLOWED_HOSTS; `.example.com` is all below it. */
  readonly allowedHosts: readonly string[];
  /** Which host a request was sent to, as its sender sees it. */
  readonly askedHost: (request: IncomingMessage) => string;
}

/**
 * Refuses requests to hosts that are none of the instance's, on all routes but those that say `anyHost` and ingestion.
 * A page of anyone can give its own name the address 127.0.0.1 (DNS rebinding); to the browser it is then the very
 * origin of the instance, and only the name in Host is not. A server that is not bound to a loopback address takes
 * every host, unless hosts are named.
 */
export function refuseForeignHosts(server: FastifyInstance, options: HostGuardOptions): void {
  const { askedHost } = options;
  const isServed = createIsServed(options);
  if (isServed === null) return;
  server.addHook("onRequest", async function refuseForeignHost({ raw, routeOptions: { config } }, reply) {
    if (config.access === undefined || config.access === "tracker" || config.anyHost === true) return;
    const asked = askedHost(raw);
    if (isServed(asked, raw.socket.localAddress)) return;
    return reply.code(403).send({
      error: `${JSON.stringify(asked.slice(0, 300))} is no host of this instance: set PUBLIC_URL to the address that people use, or name the host in ALLOWED_HOSTS`,
    });
  });
}

type IsServed = (asked: string, localAddress: string | undefined) => boolean;

/** Null when every host is. */
export function createIsServed({
  boundHost,
  allowedHosts,
}: Pick<HostGuardOptions, "boundHost" | "allowedHosts">): IsServed | null {
  const bound = hostOf(boundHost) ?? "";
  if (allowedHosts.length === 0 && !isLoopback(bound)) return null;
  const exact = new Set([bound, ...allowedHosts]);
  const endings = allowedHosts.filter((host) => host.startsWith("."));
  return function isServed(asked, localAddress) {
    const host = hostOf(asked);
    if (host === null) return false;
    if (isLoopback(host) || exact.has(host) || endings.some((ending) => host.endsWith(ending))) return true;
    // The address that the connection came to is nobody else's name.
    return isIP(host) !== 0 && host === hostOf(localAddress?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "");
  };
}

const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host === "::1" ||
  (host.startsWith("127.") && isIP(host) === 4);

/**
 * The name in a Host header, without its port, in the one spelling that hosts are compared by: as browsers write it,
 * without a dot at its end; an IPv6 address without brackets. Null for what is none.
 */
export function hostOf(text: string): string | null {
  const host = isIP(text) === 6 ? `[${text}]` : text;
  // Of a URL these would begin another part: `a.example@b.example` is b.example.
  if (host === "" || /[\s/\\?#@,]/.test(host) || !URL.canParse(`http://${host}`)) return null;
  const { hostname } = new URL(`http://${host}`);
  const name = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname.replace(/\.$/, "");
  return name === "" ? null : name;
}
