import type { Envelope } from "./envelope.ts";
import { findByHost } from "./find-by-host.ts";
import { withoutWww } from "./page-url.ts";
import { SOURCES, type SourceKind } from "./sources.data.ts";

/** Where a visit came from. */
export interface Source {
  /** One spelling for each known source; "" when nothing tells. */
  readonly name: string;
  /** `unknown` for a name that is in no list. */
  readonly kind: SourceKind | "unknown";
}

const NO_SOURCE: Source = { name: "", kind: "unknown" };

const BY_HOST = new Map<string, Source>();
const BY_SPELLING = new Map<string, Source>();
for (const [kind, rows] of Object.entries(SOURCES) as [SourceKind, (typeof SOURCES)[SourceKind]][]) {
  for (const [name, hosts, spellings = ""] of rows) {
    const source = { name, kind };
    for (const host of hosts.split(/\s+/)) BY_HOST.set(host, source);
    for (const spelling of [spellingOf(name), ...spellings.split(" ")]) BY_SPELLING.set(spelling, source);
  }
}
// What is left of a source that is nothing but hyphens names nobody.
BY_SPELLING.delete("");

/** `utm_source`, else the referrer's host; known ones by the name of their search engine, network, assistant or service. */
export function sourceOf({ utm, referrer }: Pick<Envelope, "utm" | "referrer">): Source {
  if (utm.source !== "") return namedSource(utm.source);
  return referrer === "" ? NO_SOURCE : referringSource(hostOf(referrer));
}

/** Campaigns name their source as they like: `Google`, `google_ads`, `www.google.com`. An unknown name stays as it is. */
function namedSource(given: string): Source {
  const known = BY_SPELLING.get(spellingOf(given)) ?? findByHost(BY_HOST, given.trim().toLowerCase());
  return known ?? { name: given, kind: "unknown" };
}

function referringSource(host: string): Source {
  return findByHost(BY_HOST, host) ?? { name: withoutWww(host), kind: "unknown" };
}

function hostOf(referrer: string): string {
  const slash = referrer.indexOf("/");
  return slash < 0 ? referrer : referrer.slice(0, slash);
}

/** A name without what people write differently: capitals, spaces, hyphens, underscores. */
function spellingOf(name: string): string {
  return name.toLowerCase().replace(/[\s_+!()-]+/g, "");
}
