import { createHash } from "node:crypto";
import { RowsRefused } from "../domain/errors.ts";
import type { Envelope } from "../domain/event/envelope.ts";
import type { Event } from "../domain/event/event.ts";
import { type Erasure, isErased } from "../domain/site/erasure.ts";
import type { Site } from "../domain/site/site.ts";
import { isSpamReferrer } from "../domain/source/spam-referrers.ts";
import { DAY, MINUTE } from "../domain/time.ts";
import { createLocalDays } from "../domain/time-zone/zoned-time.ts";
import { type Insert, writeInHalves } from "../pipeline/drain/write-in-halves.ts";
import { enrich } from "../pipeline/enrich.ts";
import { coarsen } from "../pipeline/steps/put-place.ts";
import type { Clock } from "../ports/clock.ts";
import { guardAddresses } from "./guard-addresses.ts";
import { ImportFault } from "./import-fault.ts";
import { createImportReport, type ImportReport } from "./import-report.ts";
import { limitEnvelope } from "./limit-envelope.ts";
import type { ReadRow, SkipReason } from "./rows/read-row.ts";

/** Events in one write. Ids are looked for before each, so that few large ones are better than many. */
const PAGE = 5000;
/** How far another system's clock may have been ahead. */
const CLOCK_SKEW_MS = 5 * MINUTE;

export interface ImportDeps {
  readonly rows: AsyncIterable<ReadRow>;
  readonly site: Site;
  readonly clock: Clock;
  /** Writes those events that are not stored; null for a dry run. */
  readonly insertMissing: Insert | null;
  /** The site as it is now. One that was deleted or reset meanwhile takes no more events, and what it took is erased. */
  readonly find: (name: string) => Promise<Site | null>;
  /**
   * The site's erasures as they are now. A person's events stay out for ever, those of a period until its erasure is done:
   * then whoever imports them wants them back.
   */
  readonly listErasures: (siteId: number) => Promise<readonly Erasure[]>;
}

/** An event on its way into the store, and where it was read. */
interface Placed {
  readonly event: Event;
  readonly place: string;
}

/**
 * Takes what a reader reads into the store, in pages. Nothing is kept about how far it came: ids come from the files, and
 * only what is missing is written, so that it may be broken off and run again. Throws ImportFault when the site was deleted or
 * reset meanwhile, or events that it took erased, and what EventStore.insertMissing and the reader throw.
 */
export async function importEvents(deps: ImportDeps): Promise<ImportReport> {
  const { rows, site, clock, insertMissing } = deps;
  const report = createImportReport();
  const dayIn = createLocalDays();
  const now = clock.now();
  const erasures = await deps.listErasures(site.id);
  const checkSite = createCheckSite(deps, erasures);
  const areOut = erasures.filter(({ part, doneAt }) => part.kind === "user" || doneAt === null);
  let page: Placed[] = [];
  let ids = new Set<string>();

  async function flush(): Promise<void> {
    if (insertMissing !== null && page.length > 0) {
      await checkSite(page);
      for (const { place, fault } of await writePage(insertMissing, page, site.id)) {
        report.skipped("refused by the store", place);
        report.note(`the store refused the event: ${fault}`, place);
      }
    }
    page = [];
    ids = new Set();
  }

  for await (const row of rows) {
    if (row.kind === "skipped") report.skipped(row.reason, row.place);
    else if (row.kind === "note") report.note(row.note, row.place);
    else if (row.kind === "column") report.column(row.summary);
    else {
      const event =
        row.kind === "stored" ? settleStored(row.event, site, now) : settle(row.envelope, site, now);
      if (typeof event === "string") report.skipped(event, row.place);
      else if (areOut.some((erasure) => isErased(erasure, event))) report.skipped("erased", row.place);
      else if (ids.has(event.id)) report.skipped("duplicate event", row.place);
      else {
        ids.add(event.id);
        page.push({ event, place: row.place });
        report.event(event, dayIn(site.timezone, event.timestamp).date);
        if (page.length === PAGE) await flush();
      }
    }
  }
  await flush();
  // Nobody may be told that events are stored which are erased.
  if (insertMissing !== null) await checkSite([]);
  return report.result();
}

/** Returns a check that what was taken so far, and a page that is about to be, may be in the store. */
function createCheckSite({ site, find, listErasures }: ImportDeps, erasures: readonly Erasure[]) {
  const known = new Set(erasures.map(({ id }) => id));
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  return async function checkSite(page: readonly Placed[]): Promise<void> {
    for (const { event } of page) {
      first = Math.min(first, event.timestamp);
      last = Math.max(last, event.timestamp);
    }
    const found = await find(site.name);
    if (found === null) throw new ImportFault(site.name, "the site was deleted meanwhile");
    if (found.id !== site.id) throw new ImportFault(site.name, "the site was reset meanwhile: import again");
    const isHit = ({ id, part }: Erasure) =>
      !known.has(id) && part.kind === "period" && part.from <= last && part.to > first;
    if ((await listErasures(site.id)).some(isHit))
      throw new ImportFault(
        site.name,
        "events of the import's period were erased meanwhile: import again once the erasure is done",
      );
  };
}

/** The event of an envelope as the edge would have let it pass, or why it would not. */
function settle(envelope: Envelope, site: Site, now: number): Event | SkipReason {
  const reason = badTime(envelope, site, now);
  if (reason !== null) return reason;
  if (isSpamReferrer(envelope.referrer.split("/", 1)[0] ?? "")) return "spam referrer";
  const place = coarsen(envelope.place, site.geoPrecision);
  return enrich(limitEnvelope(guardAddresses({ ...envelope, place }, site), site));
}

/** The edge has let it pass once: nothing of it is changed. */
const settleStored = (event: Event, site: Site, now: number): Event | SkipReason =>
  badTime(event, site, now) ?? event;

function badTime({ timestamp }: { timestamp: number }, site: Site, now: number): SkipReason | null {
  const age = now - timestamp;
  if (site.retentionDays > 0 && age > site.retentionDays * DAY) return "too old";
  // No store keeps days before 1970.
  if (timestamp < 0) return "bad date";
  return -age > CLOCK_SKEW_MS ? "in the future" : null;
}

/** Returns what the store refuses; everything else is stored. */
async function writePage(
  insertMissing: Insert,
  page: readonly Placed[],
  siteId: number,
): Promise<{ place: string; fault: string }[]> {
  const events = page.map(({ event }) => event);
  // Of the same events the same, in a later run too, so that the store knows an attempt that got no reply.
  const hash = createHash("sha256");
  for (const { id } of events) hash.update(id);
  const token = `import/${siteId}/${hash.digest("hex").slice(0, 32)}`;
  try {
    await insertMissing(events, token);
    return [];
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
  }
  const refused = await writeInHalves(insertMissing, events, token, rangesOfThisPage());
  return refused.map(({ index, lastError }) => ({ place: page[index]?.place ?? "", fault: lastError }));
}

/** They need not outlive a crash: whatever is written again is looked for first. */
function rangesOfThisPage(): { has(range: string): boolean; add(range: string): Promise<void> } {
  const ranges = new Set<string>();
  return { has: (range) => ranges.has(range), add: async (range) => void ranges.add(range) };
}
