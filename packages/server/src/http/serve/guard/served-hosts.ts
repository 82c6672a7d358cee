import { isIP } from "node:net";

export interface ServedHosts {
  /** Where the server listens, as in HOST. */
  readonly boundHost: string;
  /** Hosts that people use beside: those of PUBLIC_URL and ALLOWED_HOSTS; `.example.com` is all below it. */
  readonly allowedHosts: readonly string[];
}

type IsServed = (asked: string, localAddress: string | undefined) => boolean;

/**
 * Returns what decides whether a host is one of the instance's, against DNS rebinding: a page of anyone can give its own
 * name the address 127.0.0.1, and to the browser it is then the very origin of the instance. Null when every host is
 * served: a server that is not bound to a loopback address takes every one, unless hosts are named.
 */
export function createIsServed({ boundHost, allowedHosts }: ServedHosts): IsServed | null {
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
