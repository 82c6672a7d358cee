import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Conflict, UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import { isoDate } from "../../domain/time-zone/zoned-time.ts";
import { createYield } from "../../pipeline/yield.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { encodeEventLine } from "./event-line.ts";
import { CHECKSUMS, PART_BYTES, SITE_FILE } from "./limits.ts";
import { writeSiteFile } from "./site-file.ts";
import { TAR_END, tarFile } from "./write-tar.ts";

const pack = promisify(gzip);

export interface ExportSiteDeps {
  readonly store: Pick<EventStore, "readDay" | "storedDays">;
  readonly accounts: Pick<Accounts, "findSite" | "listGoals" | "listSegments" | "listAnnotations">;
  readonly clock: Clock;
}

/** A file of an archive. */
interface Part {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Exports a site as a tar archive: `site.json`, its stored events by month, and the checksums of all files. Holds a
 * part of a month at once. Nothing of it is a secret: no key of the site, so no hash of a user can be made or checked.
 * Throws UnknownSite, Conflict when the site was deleted or reset meanwhile, StoreUnavailable or AccountsUnavailable.
 */
export function createExportSite({ store, accounts, clock }: ExportSiteDeps) {
  return async function* exportSite(name: string): AsyncGenerator<Buffer> {
    const site = await find(name);
    // Before the first byte: a store that does not answer is an error, not a cut archive.
    const days = (await store.storedDays()).filter(({ siteId }) => siteId === site.id);
    const now = clock.now();
    const sums: string[] = [];
    const add = ({ name, content }: Part) => {
      sums.push(`${createHash("sha256").update(content).digest("hex")}  ${name}\n`);
      return tarFile(name, content, now);
    };
    yield add({ name: SITE_FILE, content: await describe(site, now) });
    for await (const part of partsOf(
      site.id,
      days.map(({ date }) => date),
    ))
      yield add(part);
    if ((await find(name)).id !== site.id) throw new Conflict(`the site ${name} was reset during the export`);
    yield Buffer.concat([tarFile(CHECKSUMS, Buffer.from(sums.join("")), now), TAR_END]);
  };

  async function find(name: string): Promise<Site> {
    const site = await accounts.findSite(name);
    if (site === null) throw new UnknownSite(name);
    return site;
  }

  async function describe({ id, name, key: _key, ...settings }: Site, now: number): Promise<Buffer> {
    const [goals, segments, annotations] = await Promise.all([
      accounts.listGoals(id),
      accounts.listSegments(id),
      accounts.listAnnotations(id),
    ]);
    const archived = {
      name,
      settings,
      goals: goals.map(({ name, event, page }) => ({ name, event, page })),
      segments: segments.map(({ name, filters }) => ({ name, filters })),
      annotations: annotations.map(({ date, text }) => ({ date, text })),
    };
    return Buffer.from(writeSiteFile(archived, now));
  }

  async function* partsOf(siteId: number, dates: readonly string[]): AsyncGenerator<Part> {
    for (const month of new Set(dates.map((date) => date.slice(0, 7)))) {
      const ofMonth = dates.filter((date) => date.startsWith(month));
      let number = 0;
      for await (const lines of blocksOf(linesOf(siteId, ofMonth))) {
        number += 1;
        const name = `events/${month}-${String(number).padStart(4, "0")}.ndjson.gz`;
        yield { name, content: await pack(lines) };
      }
    }
  }

  async function* linesOf(siteId: number, dates: readonly string[]): AsyncGenerator<Buffer> {
    const yieldIfDue = createYield();
    for (const date of dates) {
      for await (const events of store.readDay({ siteId, date })) {
        for (const event of events) {
          yield Buffer.from(`${encodeEventLine(event)}\n`);
          const turn = yieldIfDue();
          if (turn !== null) await turn;
        }
      }
    }
  }
}

/** Returns what an archive is called, without `.tar`. */
export const archiveName = (site: string, at: number): string =>
  `${site.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80)}_${isoDate(at)}`;

export type ExportSite = ReturnType<typeof createExportSite>;

/** Yields lines together, as soon as they reach PART_BYTES, and the rest. */
async function* blocksOf(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let block: Buffer[] = [];
  let bytes = 0;
  for await (const line of lines) {
    block.push(line);
    bytes += line.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(block);
    block = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(block);
}
