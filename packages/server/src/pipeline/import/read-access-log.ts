import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { LRUCache } from "lru-cache";
import type { Agent, Envelope, Place } from "../../domain/envelope.ts";
import { canonicalEventId } from "../../domain/event-id.ts";
import { normalHost } from "../../domain/host.ts";
import { cleanPage, parseHttpUrl } from "../../domain/page-url.ts";
import { foreignReferrer, parseReferrer } from "../../domain/referrer.ts";
import type { Site } from "../../domain/site.ts";
import { SESSION_GAP_MS } from "../../domain/visit.ts";
import { visitorIdOf } from "../../domain/visitor-id.ts";
import { addDays, createLocalDays } from "../../domain/zoned-time.ts";
import type { Agents } from "../../ports/agents.ts";
import type { Geo } from "../../ports/geo.ts";
import { ASSET_EXTENSIONS } from "./asset-extensions.data.ts";
import { blankEnvelope } from "./blank-envelope.ts";
import { ImportFault } from "./import-fault.ts";
import { openFile } from "./open-file.ts";
import { type LogLine, parseLogLine } from "./parse-log-line.ts";
import { type ReadOptions, type ReadRow, type ReadRows, type SkipReason, skipped } from "./read-row.ts";
import { createRepetitions } from "./repetitions.ts";
import { siteHostname } from "./site-hostname.ts";

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
  placeOf(ip: string): Place;
}

/**
 * Access logs in the combined format: successful GETs of pages by people. Addresses and agents become visitors under
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
        if (line !== "") yield readLine(line, `${file}:${number}`, options, visitors, repetition);
      }
    }
  };
}

async function* linesOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const input = openFile(path, onBytes);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const failures: Error[] = [];
  // Some versions of Node end the lines at an error of the input, others throw it. Racing each line with one promise instead
  // would keep a reaction of every line.
  input.on("error", (error) => {
    failures.push(error);
    lines.close();
  });
  try {
    yield* lines;
  } catch (error) {
    failures.push(error as Error);
  } finally {
    input.destroy();
  }
  const [cause] = failures;
  if (cause !== undefined)
    throw new ImportFault(basename(path), `can't be read to its end (${cause.message})`, { cause });
}

function readLine(
  text: string,
  place: string,
  options: ReadOptions,
  visitors: LogVisitors,
  repetition: (text: string) => number,
): ReadRow {
  const line = text.length > MAX_LINE ? null : parseLogLine(text);
  if (line === null) return skipped("not in the combined log format", place);
  const { timestamp } = line;
  if (timestamp === null) return skipped("bad date", place);
  const reason = skipReasonOf(line);
  if (reason !== null) return skipped(reason, place);
  // Bots count as well: another version's list of them must not change the ids of what follows.
  const facts = factsOf(line);
  const id = `${repetition(facts)}\0${facts}`;
  if (visitors.agentOf(line.userAgent).isBot) return skipped("bot", place);
  const envelope = pageViewOf(line, { id, timestamp }, options, visitors);
  return envelope === null ? skipped("no page view and no event", place) : { kind: "event", envelope, place };
}

/** Made of neither address nor agent: an id leads to neither. */
function factsOf({ timestamp, host, status, bytes, target, referrer }: LogLine): string {
  return [timestamp, host, status, bytes, target, referrer].join("\0");
}

function skipReasonOf({ method, target, status }: LogLine): SkipReason | null {
  if (method !== "GET") return "not a GET";
  if (!((status >= 200 && status < 300) || status === 304)) return "status is no success";
  return isAsset(target) ? "asset" : null;
}

function isAsset(target: string): boolean {
  const path = target.split(/[?#]/, 1)[0] ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot >= 0 && ASSET_EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}

function pageViewOf(
  line: LogLine,
  { id, timestamp }: { id: string; timestamp: number },
  { site }: ReadOptions,
  visitors: LogVisitors,
): Envelope | null {
  const url = line.target.startsWith("/") ? parseHttpUrl(`http://page.invalid${line.target}`) : null;
  if (url === null) return null;
  const hostname = line.host || siteHostname(site);
  const { path, utm } = cleanPage(url, site.safeQueryParams);
  const eventId = canonicalEventId(`access-log\0${site.key.toString("hex")}\0${id}`);
  return {
    ...blankEnvelope(eventId, site.id, timestamp),
    ...visitors.visitorOf(line, timestamp),
    hostname,
    path,
    utm,
    referrer: referrerOf(line.referrer, site, hostname),
    place: visitors.placeOf(line.ip),
    agent: visitors.agentOf(line.userAgent).agent,
  };
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
    visitorOf({ ip, userAgent }, timestamp) {
      const { date, from } = dayIn(site.timezone, timestamp);
      const idOn = (day: string) => visitorIdOf(saltOf(day), site.id, ip, userAgent);
      const isAfterMidnight = timestamp - from < SESSION_GAP_MS;
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
    placeOf(ip) {
      const place = places.get(ip) ?? geo.locate(ip);
      places.set(ip, place);
      return place;
    },
  };
}
