import { randomUUID } from "node:crypto";
import { type PipelineProcess, TRACE_STAGES, type TraceLine, type TraceReply } from "@millrace/protocol";
import type { PositionRange } from "../../domain/event/receipt.ts";
import { SECOND } from "../../domain/time.ts";
import {
  decodeTrace,
  type SiteLine,
  TRACE_WANTED_TOPIC,
  type TracedPlace,
  type TraceFound,
  type TraceWanted,
} from "../../domain/trace/trace-news.ts";
import type { LiveBus } from "../../ports/live-bus.ts";
import { overlaps, rangeOf, readEvent } from "./line-filter.ts";
import { lineForSite, narrowToSite } from "./to-lines.ts";

/** For both questions together; the second one gets some time in any case. */
const PATIENCE_MS = 1.5 * SECOND;
const LEAST_MS = SECOND / 4;
/** Places and days of one question, so that it fits into a message. */
const MOST_ASKED = 300;

/** Whose lines may be seen; null: those of all sites. */
export type TraceScope = { readonly id: number; readonly name: string } | null;

export interface FindTraceDeps {
  readonly bus: Pick<LiveBus, "publish">;
  /** Returns the processes that are alive. */
  readonly processes: () => readonly Pick<PipelineProcess, "name" | "started_at">[];
}

interface Asked {
  readonly lines: SiteLine[];
  readonly places: TracedPlace[];
  /** By the process and its start, with its name. */
  readonly answered: Map<string, string>;
  readonly silent: readonly (readonly [key: string, name: string])[];
  readonly check: () => void;
}

/** Looks for the lines of one event in every process: each knows only what it did itself. */
export class FindTrace {
  readonly #deps: FindTraceDeps;
  readonly #asked = new Map<string, Asked>();

  constructor(deps: FindTraceDeps) {
    this.#deps = deps;
  }

  /** Called with each message of the topic TRACE_FOUND_TOPIC. */
  hear(message: string): void {
    const found = decodeTrace<TraceFound>(message, "lines");
    const asked = found === null ? undefined : this.#asked.get(found.request);
    if (found === null || asked === undefined) return;
    asked.lines.push(...found.lines);
    asked.places.push(...found.places);
    if (found.isLast) asked.answered.set(`${found.process} ${found.startedAt}`, found.process);
    asked.check();
  }

  /** Resolves with null when no process knows the event, or not in this scope. Throws StateUnavailable. */
  async find(event: string, scope: TraceScope): Promise<TraceReply | null> {
    const startedAt = performance.now();
    const { id, ranges } = readEvent(event);
    const first = await this.#ask({ id, ranges: ranges.slice(0, MOST_ASKED), days: [] }, PATIENCE_MS);
    const places = first.places.filter(({ siteId }) => scope === null || siteId === scope.id);
    if (places.length === 0 && (scope !== null || first.lines.length === 0)) return null;
    const positions = places.filter(({ position }) => position > 0);
    const own = positions.map(({ partition, position }) => ({ partition, first: position, last: position }));
    const wanted = { id: null, ranges: own.slice(0, MOST_ASKED), days: daysOf(places).slice(0, MOST_ASKED) };
    const leftMs = Math.max(LEAST_MS, PATIENCE_MS - (performance.now() - startedAt));
    const second = await this.#ask(wanted, leftMs);
    const lines = [...first.lines, ...second.lines].flatMap((line) => seenIn(scope, line, own));
    // Who missed one of the questions may have lines that are missing.
    const silent = new Map([...first.silent, ...second.silent]);
    const answered = new Map([...first.answered, ...second.answered]);
    for (const key of silent.keys()) answered.delete(key);
    return {
      lines: inOrder(lines),
      processes: [...answered.values()].sort(),
      silent: [...silent.values()].sort(),
    };
  }

  async #ask(wanted: Omit<TraceWanted, "request">, patienceMs: number): Promise<Asked> {
    const request = randomUUID();
    const expected = this.#deps
      .processes()
      .map(({ name, started_at }) => [`${name} ${started_at}`, name] as const);
    let done = () => {};
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    const answered = new Map<string, string>();
    const check = () => {
      if (expected.length > 0 && expected.every(([key]) => answered.has(key))) done();
    };
    const asked = { lines: [], places: [], answered, silent: [], check };
    this.#asked.set(request, asked);
    const limit = setTimeout(done, patienceMs);
    try {
      await this.#deps.bus.publish(TRACE_WANTED_TOPIC, JSON.stringify({ request, ...wanted }));
      await all;
    } finally {
      clearTimeout(limit);
      this.#asked.delete(request);
    }
    return { ...asked, silent: expected.filter(([key]) => !answered.has(key)) };
  }
}

/** Events of one request have the same site and time. */
function daysOf(places: readonly TracedPlace[]): { siteId: number; at: number }[] {
  const days = new Map(places.map(({ siteId, at }) => [`${siteId} ${at}`, { siteId, at }]));
  return [...days.values()];
}

/** Whoever may see one site is shown of others' lines how its own events ended, which are at these positions. */
function seenIn(scope: TraceScope, one: SiteLine, own: readonly PositionRange[]): TraceLine[] {
  if (scope === null) return [one.line];
  const shown = lineForSite(one, scope.id, scope.name);
  if (shown !== null) return [shown];
  const { line, sites } = one;
  const range = rangeOf(line.receipt);
  const rows = range === null ? 0 : own.filter((place) => overlaps(place, range)).length;
  if (rows === 0) return [];
  // A batch names only the largest of its sites.
  if (line.batch !== null) return [narrowToSite(line, scope.name, rows)];
  return sites.length === 0 ? [line] : [];
}

function inOrder(lines: readonly TraceLine[]): TraceLine[] {
  const known = new Map(lines.map((line) => [line.key, line]));
  const rank = ({ stage }: TraceLine) => TRACE_STAGES.indexOf(stage);
  return [...known.values()].sort((a, b) => rank(a) - rank(b) || a.at - b.at);
}
