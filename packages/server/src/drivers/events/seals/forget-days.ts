import { addDays } from "../../../domain/time-zone/zoned-time.ts";
import type { MadeVersion, SealedVersion, SealingEngine } from "./sealing-engine.ts";
import type { SealsBySite } from "./site-seals.ts";

/** Versions in one statement: what is bound may travel in a URL. */
const VERSIONS_AT_ONCE = 1000;

/** Days whose seal may hold an event of a UTC date: those that marksOf makes void for it, and their months. */
function daysAround(dates: readonly string[], reach: number) {
  const days = new Set<string>();
  for (const date of dates)
    for (let offset = -reach; offset <= reach; offset++) days.add(addDays(date, offset));
  return { days, months: new Set([...days].map((day) => `${day.slice(0, 7)}-01`)) };
}

const SEALED_REACH = 2;
/** A UTC date reaches into the local dates around it. Rows of farther days may be in use. */
const OPEN_REACH = 1;

/** Removes what was made of some days' events, so that nothing is left of events that were erased. */
export function createForgetDays(engine: SealingEngine, seals: SealsBySite) {
  async function drop(siteId: number, made: readonly MadeVersion[]): Promise<void> {
    const versions: SealedVersion[] = made.map(({ day, version }) => ({ siteId, day, version }));
    for (let from = 0; from < versions.length; from += VERSIONS_AT_ONCE)
      await engine.dropSealed(versions.slice(from, from + VERSIONS_AT_ONCE));
  }

  async function madeOf(siteId: number, dates: readonly string[]): Promise<readonly MadeVersion[]> {
    const { days, months } = daysAround(dates, SEALED_REACH);
    const made = await engine.madeVersions(siteId, [...new Set([...days, ...months])]);
    // The first of a month may be sealed and far from what was erased.
    return made.filter(({ day, isMonth }) => (isMonth ? months : days).has(day));
  }

  return {
    /**
     * Forgets the seals of the days around some UTC dates, then removes their rows, sealed and open. The caller notes late
     * arrivals afterwards: a seal that is under way may lose rows to this, and must not count.
     */
    async forgetDays(siteId: number, dates: readonly string[]): Promise<void> {
      const { days, months } = daysAround(dates, SEALED_REACH);
      await seals.change([siteId], () => engine.forgetSeals(siteId, [...days], [...months]));
      await drop(siteId, await madeOf(siteId, dates));
      const open = await engine.openVersions(siteId, [...daysAround(dates, OPEN_REACH).days]);
      for (const version of open) await engine.dropOpen(version);
    },

    /** Removes rows of those days that no seal names, made before an instant (epoch ms). */
    async eraseReplaced(siteId: number, dates: readonly string[], madeBefore: number): Promise<void> {
      const old = (await madeOf(siteId, dates)).filter(({ version }) => version < madeBefore * 1000);
      if (old.length === 0) return;
      const { records, months } = await seals.of(siteId);
      const named = new Set([
        ...records.map(({ day, version }) => `${day} ${version} false`),
        ...months.map(({ month, version }) => `${month} ${version} true`),
      ]);
      await drop(
        siteId,
        old.filter(({ day, version, isMonth }) => !named.has(`${day} ${version} ${isMonth}`)),
      );
    },
  };
}
