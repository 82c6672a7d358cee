import type { SealDifference, SealRequest } from "../../../ports/event-store.ts";
import type { ReadSeals } from "./read-known-days.ts";
import { buildOpen, newVersion } from "./seal.ts";
import { buildMonthCheck, buildSealCheck } from "./seal-check.ts";
import type { SealingEngine } from "./sealing-engine.ts";

/** Works sealed days out again from their events. Resolves with the figures that are not what was sealed. */
export function createCheckSeals(engine: SealingEngine, readSeals: ReadSeals) {
  const { dialect } = engine;

  async function differencesOf(siteId: number, request: SealRequest, version: number): Promise<unknown[][]> {
    const { sealed, months } = await readSeals(siteId, request.zone);
    const isAsked = (date: string) => date >= request.firstDay && date <= request.lastDay;
    const seals = sealed.filter(({ date }) => isAsked(date));
    const begun = months.filter(({ month }) => isAsked(month));
    const ofSite = { ...request, siteIds: [siteId] };
    return [
      ...(seals.length === 0 ? [] : await engine.rows(buildSealCheck(ofSite, version, seals, dialect))),
      ...(begun.length === 0 ? [] : await engine.rows(buildMonthCheck(siteId, begun, sealed, dialect))),
    ];
  }

  return async function checkSeals(request: SealRequest): Promise<SealDifference[]> {
    const version = newVersion(Date.now());
    const found: SealDifference[] = [];
    try {
      await engine.fill([buildOpen(request, version, dialect)]);
      for (const siteId of request.siteIds) {
        for (const [day, set, ...values] of await differencesOf(siteId, request, version))
          found.push({ siteId, day: String(day), set: Number(set), values: values.map(String) });
      }
    } finally {
      await engine.dropOpen(version);
    }
    return found;
  };
}
