import { parseHttpUrl } from "../page/http-url.ts";

const DOT = 0x2e;
const MAX_LENGTH = 253;
const PLAIN = /^[a-z0-9._-]*$/;
const LABELS = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*$/u;
const TOP_LABEL = /^(?:[\p{L}\p{M}]{2,}|xn--[a-z0-9-]+)$/iu;

/** Returns the host of a URL as it is stored and compared: `Example.com.`, with its root dot, is `example.com`. */
export function hostOf(url: URL): string {
  const host = url.hostname;
  return host.charCodeAt(host.length - 1) === DOT ? withoutRootDot(host) : host;
}

/**
 * Returns a host as browsers send it: lower case, ASCII (`café.example` is `xn--caf-dma.example`), no port, no root
 * dot. Of text that is no host, only blanks and capitals change.
 */
export function normalHost(text: string): string {
  const lower = text.trim().toLowerCase();
  if (PLAIN.test(lower)) return withoutRootDot(lower);
  const url = parseHttpUrl(`http://${lower}`);
  // Whatever has more than host and port names no host.
  return url === null || url.pathname !== "/" || url.username !== "" || lower.includes("/")
    ? withoutRootDot(lower)
    : hostOf(url);
}

/** Returns whether text is a host name: labels joined by dots, of which the last is no number. */
export function isHostName(text: string): boolean {
  const host = withoutRootDot(text);
  const dot = host.lastIndexOf(".");
  return dot > 0 && host.length <= MAX_LENGTH && TOP_LABEL.test(host.slice(dot + 1)) && LABELS.test(host);
}

export function withoutWww(host: string): string {
  return host.startsWith("www.") ? host.slice(4) : host;
}

/** Returns whether a host is the other one or below it: `a.b.example` is within `b.example`. */
export function isWithin(host: string, above: string): boolean {
  return (
    host.endsWith(above) && (host.length === above.length || host[host.length - above.length - 1] === ".")
  );
}

function withoutRootDot(host: string): string {
  let end = host.length;
  while (end > 0 && host.charCodeAt(end - 1) === DOT) end -= 1;
  return end === host.length ? host : host.slice(0, end);
}
