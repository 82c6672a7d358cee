import { randomUUID } from "node:crypto";
import { TRACE_STAGES, type TraceLine, type TraceReply } from "@millrace/protocol";
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
import { readEvent } from "./line-filter.ts";
import { lineForSite } from "./to-lines.ts";

const PATIENCE_MS = 1.5 * SECOND;

/** Whose lines may be seen; null: those of all sites. */
export type TraceScope = { readonly id: number; readonly name: string } | null;

export interface FindTraceDeps {
  readonly bus: Pick<LiveBus, "publish">;
  /** Returns the names of the processes that are alive. */
  readonly processes: () => readonly string[];
}

interface Asked {
  readonly lines: SiteLine[];
  readonly places: TracedPlace[];
  readonly answered: Set<string>;
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
    if (found.isLast) asked.answered.add(found.process);
    asked.check();
  }

  /** Resolves with null when no process knows the event, or not in this scope. Throws StateUnavailable. */
  async find(event: string, scope: TraceScope): Promise<TraceReply | null> {
    const { id, ranges } = readEvent(event);
    const first = await this.#ask({ id, ranges, days: [] });
    const places = first.places.filter(({ siteId }) => scope === null || siteId === scope.id);
    if (places.length === 0 && (scope !== null || first.lines.length === 0)) return null;
    const positions = places.filter(({ position }) => position > 0);
    const second = await this.#ask({
      id: null,
      ranges: positions.map(({ partition, position }) => ({ partition, first: position, last: position })),
      days: places.map(({ siteId, at }) => ({ siteId, at })),
    });
    const receipts = new Set(positions.map(({ partition, position }) => `${partition}:${position}`));
    const lines = [...first.lines, ...second.lines].flatMap((line) => seenIn(scope, line, receipts));
    const answered = new Set([...first.answered, ...second.answered]);
    return {
      lines: inOrder(lines),
      processes: [...answered].sort(),
      silent: this.#deps.processes().filter((name) => !answered.has(name)),
    };
  }

  async #ask(wanted: Omit<TraceWanted, "request">): Promise<Asked> {
    const request = randomUUID();
    const expected = this.#deps.processes();
    let done = () => {};
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    const answered = new Set<string>();
    const check = () => {
      if (expected.length > 0 && expected.every((name) => answered.has(name))) done();
    };
    const asked = { lines: [], places: [], answered, check };
    this.#asked.set(request, asked);
    const limit = setTimeout(done, PATIENCE_MS);
    try {
      await this.#deps.bus.publish(TRACE_WANTED_TOPIC, JSON.stringify({ request, ...wanted }));
      await all;
    } finally {
      clearTimeout(limit);
      this.#asked.delete(request);
    }
    return asked;
  }
}

/** Of others' lines, those who may see one site are shown how its own events ended. */
function seenIn(scope: TraceScope, one: SiteLine, receipts: ReadonlySet<string>): TraceLine[] {
  if (scope === null) return [one.line];
  const { line, sites } = one;
  if (sites.length === 0) return line.receipt !== null && receipts.has(line.receipt) ? [line] : [];
  const own = lineForSite(one, scope.id, scope.name);
  return own === null ? [] : [own];
}

function inOrder(lines: readonly TraceLine[]): TraceLine[] {
  const known = new Map(lines.map((line) => [line.key, line]));
  const rank = ({ stage }: TraceLine) => TRACE_STAGES.indexOf(stage);
  return [...known.values()].sort((a, b) => rank(a) - rank(b) || a.at - b.at);
}
