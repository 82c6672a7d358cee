import type { SealRequest } from "../../../ports/event-store.ts";
import { sealRule } from "./known-days.ts";
import type { ReadSeals } from "./read-known-days.ts";
import { buildOpen, buildSealedEvents, buildSealedFigures, newVersion } from "./seal.ts";
import { buildMonths, missingMonths } from "./sealed-months.ts";
import type { SealedVersion, SealingEngine } from "./sealing-engine.ts";
import { datesBetween, openDays } from "./seals.ts";
import type { SealsBySite } from "./site-seals.ts";
import { marksOf } from "./valid-seals.ts";

/**
 * Seals days and months. A seal's rows are written under a new version and count from the one step in which that is noted:
 *
 *   marks read -> rows filled -> noted -> what they replace dropped, later
 *
 * What a crash leaves before the note are rows of nobody.
 */
export function createSealDays(engine: SealingEngine, seals: SealsBySite, readSeals: ReadSeals) {
  const { dialect } = engine;
  const timers = new Set<NodeJS.Timeout>();

  async function fillSealed(request: SealRequest, version: number): Promise<void> {
    try {
      await engine.fill([
        buildOpen(request, version, dialect),
        buildSealedEvents(request, version, dialect),
        buildSealedFigures(request, version, dialect),
      ]);
    } finally {
      await engine.dropOpen(version);
    }
  }

  /** A question that found the old versions reads their rows; what a crash leaves of them takes room and no more. */
  function dropLater(versions: readonly SealedVersion[]): void {
    if (versions.length === 0) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      engine.dropSealed(versions).catch(() => {});
    }, engine.keepReplacedMs);
    timer.unref();
    timers.add(timer);
  }

  return {
    async sealDays(request: SealRequest): Promise<void> {
      const { siteIds, zone, firstDay, lastDay } = request;
      // First: what arrives from here on makes these seals void.
      const marks = await engine.lateMarks(siteIds);
      const version = newVersion(Date.now());
      const { from, to } = openDays(request, zone, siteIds);
      const { rows } = await engine.fingerprint({ siteIds, from, to });
      // Without events there is nothing to count, and the statements alone take a second.
      if (rows > 0) await fillSealed(request, version);
      const rule = sealRule(zone);
      const noted = datesBetween(firstDay, lastDay).flatMap((day, index) =>
        siteIds.map((siteId) => ({
          siteId,
          day,
          version: version + index,
          marks: marksOf(day, marks.get(siteId) ?? new Map()),
          rule,
        })),
      );
      const replaced = await engine.sealedVersions(request);
      await seals.change(siteIds, () => engine.noteSeals(noted));
      dropLater(replaced);
    },

    async sealMonths({ zone, siteIds }: Pick<SealRequest, "zone" | "siteIds">): Promise<void> {
      for (const siteId of siteIds) {
        const { sealed, monthRecords } = await readSeals(siteId, zone);
        const missing = missingMonths(monthRecords, sealed);
        if (missing.length === 0) continue;
        const version = newVersion(Date.now());
        const days = missing.flatMap((one) => one.days);
        await engine.fill([buildMonths(siteId, days, version, dialect)]);
        const noted = missing.map(({ month, basis }) => ({ siteId, month, version, basis }));
        await seals.change([siteId], () => engine.noteMonths(noted));
        const replaced = monthRecords.filter((old) => missing.some(({ month }) => month === old.month));
        dropLater(replaced.map((old) => ({ siteId, day: old.month, version: old.version })));
      }
    },

    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
