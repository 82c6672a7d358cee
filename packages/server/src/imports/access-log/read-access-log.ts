import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { LRUCache } from "lru-cache";
import { blankEnvelope, type Envelope } from "../../domain/event/envelope.ts";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import { type Agent, NO_PLACE, type Place } from "../../domain/event/facts.ts";
import { VISIT_GAP_MS } from "../../domain/event/visit.ts";
import { visitorIdOf } from "../../domain/event/visitor-id.ts";
import { canonicalAddress } from "../../domain/network/canonical-address.ts";
import { cleanPage, parseHttpUrl } from "../../domain/page/page-url.ts";
import { normalHost } from "../../domain/site/host.ts";
import type { Site } from "../../domain/site/site.ts";
import { isInDomains } from "../../domain/site/site-hosts.ts";
import { foreignReferrer, parseReferrer } from "../../domain/source/referrer.ts";
import { addDays, createLocalDays } from "../../domain/time-zone/zoned-time.ts";
import type { Agents } from "../../ports/agents.ts";
import type { Geo } from "../../ports/geo.ts";
import { linesOf } from "../rows/lines-of.ts";
import {
  note,
  type ReadOptions,
  type ReadRow,
  type ReadRows,
  type SkipReason,
  skipped,
} from "../rows/read-row.ts";
import { createRepetitions } from "../rows/repetitions.ts";
import { siteHostname } from "../rows/site-hostname.ts";
import { ASSET_EXTENSIONS } from "./asset-extensions.data.ts";
import { readLogHost } from "./log-client.ts";
import type { LogLine } from "./log-line.ts";
import { parseLogLine } from "./parse-log-line.ts";

export interface AccessLogDeps {
  readonly geo: Geo;
  readonly agents: Agents;
  /** Whether a User-Agent is anything but a browser. */
  readonly isBot: (userAgent: string) => boolean;
}

/** Nobody asks for a page with a longer line. */
const MAX_LINE = 64 * 1024;
const REMEMBERED = 20_000;

interface LogVisitors {
  /** The visitor, and who it was before midnight. */
  visitorOf(line: LogLine, timestamp: number): Pick<Envelope, "visitorId" | "previousVisitorId">;
  agentOf(userAgent: string): { readonly isBot: boolean; readonly agent: Agent };
  placeOf(client: string): Place;
}

/**
 * Access logs: successful GETs of pages by people. Addresses and agents become visitors under
 * random salts that exist in this import's memory only; nothing that is stored is made of them in any other way.
 */
export function createReadAccessLog(deps: AccessLogDeps): ReadRows {
  return async function* readAccessLog(options) {
    const visitors = createVisitors(deps, options);
    for (const path of options.files) {
      const repetition = createRepetitions();
      const file = basename(path);
      let number = 0;
      for await (const line of linesOf(path, options.onBytes)) {
        number += 1;
        if (line !== "") yield* readLine(line, `${file}:${number}`, options, visitors, repetition);
      }
    }
  };
}

function* readLine(
  text: string,
  place: string,
  options: ReadOptions,
  visitors: LogVisitors,
  repetition: (text: string) => number,
): Generator<ReadRow> {
  const line = text.length > MAX_LINE ? null : parseLogLine(text, options.zone);
  const reason = line === null ? "unknown log format" : skipReasonOf(line);
  if (line === null || reason !== null) return yield skipped(reason ?? "bad date", place);
  // Bots count as well: another version's list of them must not change the ids of what follows.
  const facts = factsOf(line);
  const id = `${repetition(facts)}\0${facts}`;
  if (visitors.agentOf(line.userAgent ?? "").isBot) return yield skipped("bot", place);
  const envelope = pageViewOf(line, id, options, visitors);
  if (typeof envelope === "string") return yield skipped(envelope, place);
  yield { kind: "event", envelope, place };
  for (const text of unknownOf(line)) yield note(text, place);
}

/** Made of neither address nor agent: an id leads to neither. */
function factsOf({ timestamp, host, status, bytes, target, referrer }: LogLine): string {
  return [timestamp, host, status, bytes, target, referrer].join("\0");
}

/** What a format does not say at all, for the summary: its figures are no figures of nothing. */
function* unknownOf({ client, referrer }: LogLine): Generator<string> {
  if (client === "-")
    yield "no client in the log line: people with the same browser count as one visitor, without a place";
  if (referrer === null) yield "no referrer in the log line: the source is unknown";
}

function skipReasonOf({ timestamp, method, target, status, userAgent }: LogLine): SkipReason | null {
  if (timestamp === null) return "bad date";
  if (method !== "GET") return "not a GET";
  if (!((status >= 200 && status < 300) || status === 304)) return "status is not a success";
  if (isAsset(target)) return "asset";
  return userAgent === null ? NO_AGENT : null;
}

const NO_AGENT = "no User-Agent in the log line: bots can't be distinguished from people";

function isAsset(target: string): boolean {
  const path = target.split(/[?#]/, 1)[0] ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot >= 0 && ASSET_EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}

function pageViewOf(
  line: LogLine,
  id: string,
  { site }: ReadOptions,
  visitors: LogVisitors,
): Envelope | SkipReason {
  const timestamp = line.timestamp ?? 0;
  const url = parseHttpUrl(line.target.startsWith("/") ? `http://page.invalid${line.target}` : line.target);
  if (url === null) return "neither a page view nor an event";
  const named = line.host || (line.target.startsWith("/") ? "" : readLogHost(url.host));
  const hostname = named || siteHostname(site);
  if (named !== "" && !isOwnHost(site, named)) return "host of another site";
  const { path, utm, clickId } = cleanPage(url, site.safeQueryParams);
  const eventId = canonicalEventId(`access-log\0${site.key.toString("hex")}\0${id}`);
  return {
    ...blankEnvelope(eventId, site.id, timestamp),
    ...visitors.visitorOf(line, timestamp),
    hostname,
    path,
    utm,
    clickId,
    referrer: referrerOf(line.referrer ?? "", site, hostname),
    place: visitors.placeOf(line.client),
    agent: visitors.agentOf(line.userAgent ?? "").agent,
  };
}

/** A proxy's or a server's log may hold more hosts than the site's. Like at the edge, only a site that names its domains says which. */
function isOwnHost(site: Site, hostname: string): boolean {
  return site.domains.length === 0 || hostname === "" || isInDomains(hostname, site);
}

function referrerOf(text: string, site: Site, hostname: string): string {
  const url = parseReferrer(text);
  return url === null ? "" : foreignReferrer(url, site, normalHost(hostname));
}

function createVisitors({ geo, agents, isBot }: AccessLogDeps, { site }: ReadOptions): LogVisitors {
  const dayIn = createLocalDays();
  const salts = new Map<string, Buffer>();
  const known = new LRUCache<string, ReturnType<LogVisitors["agentOf"]>>({ max: REMEMBERED });
  const places = new LRUCache<string, Place>({ max: REMEMBERED });

  function saltOf(date: string): Buffer {
    const salt = salts.get(date) ?? randomBytes(16);
    salts.set(date, salt);
    return salt;
  }

  return {
    visitorOf({ client, userAgent }, timestamp) {
      const { date, from } = dayIn(site.timezone, timestamp);
      const idOn = (day: string) => visitorIdOf(saltOf(day), site.id, client, userAgent ?? "");
      const isAfterMidnight = timestamp - from < VISIT_GAP_MS;
      return { visitorId: idOn(date), previousVisitorId: isAfterMidnight ? idOn(addDays(date, -1)) : "0" };
    },
    agentOf(userAgent) {
      const found = known.get(userAgent);
      if (found !== undefined) return found;
      const isNobody = userAgent === "" || userAgent === "-" || isBot(userAgent);
      const read = { isBot: isNobody, agent: agents.parse(isNobody ? "" : userAgent) };
      known.set(userAgent, read);
      return read;
    },
    placeOf(client) {
      const isAddress = canonicalAddress(client) !== "";
      const place = places.get(client) ?? (isAddress ? geo.locate(client) : NO_PLACE);
      places.set(client, place);
      return place;
    },
  };
}
