import { MAX_UNKNOWN_SITES, type UnknownEvents } from "../domain/site/unknown-site.ts";
import { SECOND } from "../domain/time.ts";
import type { UnknownSites } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

const NOTE_AFTER_MS = SECOND;

/** Counts events under names that are no site's, and notes them a moment later: strangers may send any number of both. */
export function createUnknownNames({
  accounts,
  clock,
  log,
}: {
  accounts: Pick<UnknownSites, "noteUnknownSites">;
  clock: Clock;
  log: Log;
}): (name: string) => void {
  let seen = new Map<string, UnknownEvents>();

  function note(): void {
    const names = [...seen.values()];
    seen = new Map();
    accounts.noteUnknownSites(names).catch((error) => {
      log.warn({ error: error.message, names: names.length }, "could not record unknown sites");
    });
  }

  return function count(name) {
    const now = clock.now();
    const known = seen.get(name);
    if (known === undefined && seen.size >= MAX_UNKNOWN_SITES) return;
    if (seen.size === 0) setTimeout(note, NOTE_AFTER_MS).unref();
    seen.set(name, {
      name,
      events: (known?.events ?? 0) + 1,
      firstSeen: known?.firstSeen ?? now,
      lastSeen: now,
    });
  };
}
