import { NO_UTM, type Utm } from "./envelope.ts";

/** A page's address, split and cleaned of everything that could name a person. */
export interface Page {
  readonly hostname: string;
  /** Path, with the safe query parameters behind it. */
  readonly path: string;
  readonly utm: Utm;
}

// What looks like an e-mail address, plain or percent-encoded, is cut out of every address that is kept.
const EMAIL = /[^\s/?&=#@%]+(?:@|%40)[^\s/?&=#@%]+\.[a-z]{2,}/gi;

export function scrubEmail(text: string): string {
  return text.includes("@") || text.includes("%40") ? text.replace(EMAIL, "(email)") : text;
}

/** Reads an absolute http(s) URL. Returns null for anything else. */
export function parseHttpUrl(url: string): URL | null {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed : null;
  } catch {
    return null;
  }
}

/** Splits a page's URL; only utm_* (as `utm`) and `safeParams` (in `path`) survive of its query. */
export function cleanPage(url: URL, safeParams: readonly string[]): Page {
  return {
    hostname: url.hostname,
    path: scrubEmail(url.pathname) + safeQuery(url, safeParams),
    utm: url.search.includes("utm_") ? utmOf(url.searchParams) : NO_UTM,
  };
}

/** Host and path of a referrer, its query reduced like a page's. */
export function cleanReferrer(url: URL, safeParams: readonly string[]): string {
  return url.hostname + scrubEmail(url.pathname) + safeQuery(url, safeParams);
}

export function withoutWww(host: string): string {
  return host.startsWith("www.") ? host.slice(4) : host;
}

function safeQuery(url: URL, safeParams: readonly string[]): string {
  if (safeParams.length === 0 || url.search === "") return "";
  const kept = new URLSearchParams();
  for (const [key, value] of url.searchParams) if (safeParams.includes(key)) kept.append(key, value);
  const query = kept.toString();
  return query === "" ? "" : `?${scrubEmail(query)}`;
}

function utmOf(params: URLSearchParams): Utm {
  const value = (key: string) => scrubEmail((params.get(`utm_${key}`) ?? "").slice(0, 255));
  return {
    source: value("source"),
    medium: value("medium"),
    campaign: value("campaign"),
    content: value("content"),
    term: value("term"),
  };
}
