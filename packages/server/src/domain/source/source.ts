import { lookUp } from "@millrace/protocol";
import type { Envelope } from "../event/envelope.ts";
import { isHostName, normalHost, withoutWww } from "../site/host.ts";
import { appIdOf } from "./app-referrer.ts";
import { APP_SOURCES, APPS } from "./apps.data.ts";
import { isServicePage, type ServicePages, servicePagesOf } from "./service-pages.ts";
import { SOURCE_PAGES } from "./source-pages.data.ts";
import { SOURCES, type SourceKind } from "./sources.data.ts";

/** Where a visit came from. */
export interface Source {
  /** One spelling for each known source; "" when the source is unknown. */
  readonly name: string;
  /** `unknown` for a name that is in no list. */
  readonly kind: SourceKind | "unknown";
}

interface KnownSource {
  readonly source: Source;
  /** The first of its hosts. */
  readonly host: string;
  readonly pages: ServicePages;
}

const NO_SOURCE: Source = { name: "", kind: "unknown" };

const BY_HOST = new Map<string, KnownSource>();
const BY_SPELLING = new Map<string, Source>();
const BY_NAME = new Map<string, KnownSource>();
const BY_APP = new Map<string, Source>();

for (const [kind, rows] of Object.entries(SOURCES) as [SourceKind, (typeof SOURCES)[SourceKind]][]) {
  for (const [name, list, spellings = ""] of rows) {
    const hosts = list.split(/\s+/);
    const pages = lookUp(SOURCE_PAGES, name);
    const source = { name, kind };
    const known = { source, host: hosts[0] ?? "", pages: servicePagesOf(kind, pages) };
    BY_NAME.set(name.toLowerCase(), known);
    for (const host of hosts) BY_HOST.set(host, known);
    for (const spelling of [spellingOf(name), ...spellings.split(" ")]) BY_SPELLING.set(spelling, source);
  }
}
// What is left of a source that is nothing but hyphens names nobody.
BY_SPELLING.delete("");

const APPS_ALONE = new Map(APP_SOURCES.map(([name, kind]) => [name, { name, kind }]));
for (const [name, ids] of APPS) {
  const source = BY_NAME.get(name.toLowerCase())?.source ?? APPS_ALONE.get(name) ?? NO_SOURCE;
  for (const id of ids.split(" ")) BY_APP.set(id, source);
}

/**
 * Returns the source: `utm_source`, else the referrer's host. Known ones go by the name of their search engine,
 * network, assistant or service.
 */
export function sourceOf({ utm, referrer }: Pick<Envelope, "utm" | "referrer">): Source {
  if (utm.source !== "") return namedSource(utm.source);
  return referrer === "" ? NO_SOURCE : referringSource(referrer);
}

/** Returns whether text is the id of a known app: some systems store nothing else of an app's referrer. */
export function isKnownApp(id: string): boolean {
  return BY_APP.has(id);
}

/** Returns a host of the source with this name, ignoring case; null for a name that is in no list. */
export function hostOfSource(name: string): string | null {
  return BY_NAME.get(name.toLowerCase())?.host ?? null;
}

/**
 * Finds the source for a name given by a campaign, which may be `Google`, `google_ads` or `www.google.com`. An unknown
 * name stays as it is.
 */
function namedSource(given: string): Source {
  const known = BY_SPELLING.get(spellingOf(given));
  if (known !== undefined) return known;
  const text = given.trim();
  const id = appIdOf(text);
  if (id !== null) return appSource(id);
  if (!isHostName(text)) return { name: given, kind: "unknown" };
  const host = normalHost(text);
  return BY_APP.get(host) ?? hostSource(host, "");
}

function referringSource(referrer: string): Source {
  const id = appIdOf(referrer);
  if (id !== null) return appSource(id);
  const slash = referrer.indexOf("/");
  return slash < 0
    ? hostSource(referrer, "")
    : hostSource(referrer.slice(0, slash), referrer.slice(slash + 1));
}

function appSource(id: string): Source {
  return BY_APP.get(id) ?? { name: id, kind: "unknown" };
}

/**
 * Finds the source by the longest known suffix of the host, unless the page is a part of the service that counts as
 * something else.
 */
function hostSource(host: string, path: string): Source {
  for (let start = 0; ; ) {
    const known = BY_HOST.get(start === 0 ? host : host.slice(start));
    if (known !== undefined && isServicePage(known.pages, host.slice(0, Math.max(start - 1, 0)), path))
      return known.source;
    const dot = known === undefined ? host.indexOf(".", start) : -1;
    if (dot < 0) return { name: withoutWww(host), kind: "unknown" };
    start = dot + 1;
  }
}

/** Normalizes a name by removing what people write differently: capitals, spaces, hyphens, underscores. */
function spellingOf(name: string): string {
  return name.toLowerCase().replace(/[\s_+!()-]+/g, "");
}
