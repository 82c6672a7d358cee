import { isIP } from "node:net";

export interface ServedHosts {
  /** The address that the server listens on, as in HOST. */
  readonly boundHost: string;
  /** Other hosts that people use: those of PUBLIC_URL and ALLOWED_HOSTS. `.example.com` includes all its subdomains. */
  readonly allowedHosts: readonly string[];
}

type IsServed = (asked: string, localAddress: string | undefined) => boolean;

/**
 * Returns a function that checks whether a host is one of the instance's, against DNS rebinding: any page can give its
 * own name the address 127.0.0.1 and then has the same origin as the instance. Null when every host is served: a server
 * that is not bound to a loopback address accepts all, unless hosts are listed.
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

/** Returns whether only its own machine reaches an instance: by the address it listens on, and the one people use. */
export const isPrivateInstance = (boundHost: string, publicUrl: string | null): boolean =>
  [boundHost, ...(publicUrl === null ? [] : [new URL(publicUrl).host])].every((host) =>
    isLoopback(hostOf(host) ?? ""),
  );

export const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host === "::1" ||
  (host.startsWith("127.") && isIP(host) === 4);

/**
 * Returns the name in a Host header without its port, in the spelling by which hosts are compared: as browsers write
 * it, without a trailing dot; an IPv6 address without brackets. Null for an invalid name.
 */
export function hostOf(text: string): string | null {
  const host = isIP(text) === 6 ? `[${text}]` : text;
  // Of a URL these would begin another part: `a.example@b.example` is b.example.
  if (host === "" || /[\s/\\?#@,]/.test(host) || !URL.canParse(`http://${host}`)) return null;
  const { hostname } = new URL(`http://${host}`);
  const name = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname.replace(/\.$/, "");
  return name === "" ? null : name;
}
