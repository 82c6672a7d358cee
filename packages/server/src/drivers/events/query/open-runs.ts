import { MINUTE } from "../../../domain/time.ts";
import type { SealRequest } from "../../../ports/event-store.ts";
import { createNextAnswer } from "./next-answer.ts";
import { newVersion } from "./seal.ts";

/** What tells whether days have new events. */
export interface Fingerprint {
  readonly rows: number;
  readonly text: string;
}

export interface OpenRunsDeps {
  /** Of the events of the days and of their neighbours. */
  fingerprint(request: SealRequest): Promise<Fingerprint>;
  /** Works the days out into `open_events` under a version. */
  make(request: SealRequest, version: number): Promise<void>;
  drop(version: number): Promise<void>;
  now(): number;
}

/** More are worked out within the statement, of the columns that it needs. */
const MOST_ROWS = 400_000;
/** Nothing is read under a version for longer: what is left of others after that is nobody's. */
const FRESH_MS = 30 * MINUTE;
/** Statements under way may still read a version that was replaced. */
const DROP_AFTER_MS = MINUTE;
const MOST_RUNS = 300;

/** Where there is nothing to read. */
const NO_EVENTS = 0;

interface Made {
  readonly version: number;
  readonly fingerprint: string;
  readonly at: number;
}

/**
 * Days that are not sealed, worked out when somebody asks and again when they have new events: a page of ten reports
 * works them out once. What is answered is never older than the question.
 */
export function createOpenRuns(deps: OpenRunsDeps) {
  const made = new Map<string, Made>();
  const fingerprints = createNextAnswer<Fingerprint>();
  const making = createNextAnswer<number | null>();
  const timers = new Set<NodeJS.Timeout>();

  async function known(key: string, request: SealRequest): Promise<number | null | "stale"> {
    const { rows, text } = await fingerprints(key, () => deps.fingerprint(request));
    if (rows === 0) return NO_EVENTS;
    if (rows > MOST_ROWS) return null;
    const one = made.get(key);
    return one?.fingerprint === text && deps.now() - one.at < FRESH_MS ? one.version : "stale";
  }

  async function make(key: string, request: SealRequest): Promise<number | null> {
    const { rows, text } = await deps.fingerprint(request);
    if (rows === 0) return NO_EVENTS;
    if (rows > MOST_ROWS) return null;
    const before = made.get(key);
    if (before?.fingerprint === text && deps.now() - before.at < FRESH_MS) return before.version;
    const version = newVersion(deps.now());
    await deps.make(request, version);
    made.set(key, { version, fingerprint: text, at: deps.now() });
    if (before !== undefined) dropLater(before.version);
    forgetOldest();
    return version;
  }

  function forgetOldest(): void {
    const [oldest] = made;
    if (made.size <= MOST_RUNS || oldest === undefined) return;
    made.delete(oldest[0]);
    dropLater(oldest[1].version);
  }

  function dropLater(version: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      deps.drop(version).catch(() => {});
    }, DROP_AFTER_MS);
    timer.unref();
    timers.add(timer);
  }

  return {
    /** The version under which the days stand ready; null: they are too many. */
    async versionOf(request: SealRequest): Promise<number | null> {
      const key = JSON.stringify(request);
      const found = await known(key, request);
      return found === "stale" ? making(key, () => make(key, request)) : found;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Versions made before this belong to nobody any more. */
export const oldestVersionInUse = (now: number): number => (now - 2 * FRESH_MS) * 1000;
