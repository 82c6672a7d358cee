import { MINUTE } from "../../../domain/time.ts";
import { createNextAnswer } from "../next-answer.ts";
import { newVersion } from "./seal.ts";

/** What tells whether days have new events. */
export interface Fingerprint {
  readonly rows: number;
  readonly text: string;
}

export interface OpenRunsDeps<Days> {
  /** Of all that the days are worked out from. */
  fingerprint(days: Days): Promise<Fingerprint>;
  /** Whether so many events are worth it: others are worked out within the statement, of the columns that it needs. */
  isWorthIt(rows: number): boolean;
  /** Works the days out into `open_events` under a version; false when they turned out to be too many. */
  make(days: Days, version: number): Promise<boolean>;
  drop(version: number): Promise<void>;
  /** Days that are kept ready, the latest ones asked for. */
  readonly most: number;
  now(): number;
}

/** Nothing is read under a version for longer: what is left of others after that is nobody's. */
const FRESH_MS = 30 * MINUTE;
/** Statements under way may still read a version that was replaced. */
const DROP_AFTER_MS = MINUTE;

/** Where there is nothing to read. */
const NO_EVENTS = 0;

interface Made {
  readonly version: number | null;
  readonly fingerprint: string;
  readonly at: number;
}

/**
 * Events with their visits, worked out when somebody asks and again when there are new ones: a page of ten reports
 * works them out once. What is answered is never older than the question.
 */
export function createOpenRuns<Days>(deps: OpenRunsDeps<Days>) {
  const made = new Map<string, Made>();
  const fingerprints = createNextAnswer<Fingerprint>();
  const making = createNextAnswer<number | null>();
  const timers = new Set<NodeJS.Timeout>();

  const fingerprintOf = (key: string, days: Days) => fingerprints(key, () => deps.fingerprint(days));

  /** Undefined when it has to be made. */
  function known(key: string, { rows, text }: Fingerprint): number | null | undefined {
    if (!deps.isWorthIt(rows)) return null;
    if (rows === 0) return NO_EVENTS;
    const one = made.get(key);
    return one?.fingerprint === text && deps.now() - one.at < FRESH_MS ? one.version : undefined;
  }

  async function make(key: string, days: Days): Promise<number | null> {
    const fingerprint = await deps.fingerprint(days);
    const there = known(key, fingerprint);
    if (there !== undefined) return there;
    const before = made.get(key);
    const version = newVersion(deps.now());
    const isKept = await deps.make(days, version);
    if (!isKept) await deps.drop(version);
    made.delete(key);
    made.set(key, { version: isKept ? version : null, fingerprint: fingerprint.text, at: deps.now() });
    if (before !== undefined) dropLater(before);
    forgetOldest();
    return isKept ? version : null;
  }

  function forgetOldest(): void {
    const [oldest] = made;
    if (made.size <= deps.most || oldest === undefined) return;
    made.delete(oldest[0]);
    dropLater(oldest[1]);
  }

  function dropLater({ version }: Made): void {
    if (version === null) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      deps.drop(version).catch(() => {});
    }, DROP_AFTER_MS);
    timer.unref();
    timers.add(timer);
  }

  return {
    /** The version under which the days stand ready; null: they don't. */
    async versionOf(days: Days): Promise<number | null> {
      const key = JSON.stringify(days);
      const there = known(key, await fingerprintOf(key, days));
      return there === undefined ? making(key, () => make(key, days)) : there;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Versions made before this belong to nobody any more. */
export const oldestVersionInUse = (now: number): number => (now - 2 * FRESH_MS) * 1000;
