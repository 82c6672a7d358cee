import type { StageFigures, TraceFilter, TraceMessage } from "@millrace/protocol";
import { TRACE_STAGES } from "@millrace/protocol";
import { SECOND } from "../../domain/time.ts";
import { quantileOf } from "../../domain/trace/stage-durations.ts";
import { decodeTrace, TRACE_WATCHED_TOPIC, type TraceNews } from "../../domain/trace/trace-news.ts";
import type { LiveBus } from "../../ports/live-bus.ts";
import type { Log } from "../../ports/log.ts";
import type { Queue } from "../../ports/queue.ts";
import type { TraceScope } from "./find-trace.ts";
import { LineFilter } from "./line-filter.ts";
import { StageCounts } from "./stage-counts.ts";
import { lineForSite } from "./to-lines.ts";

const EVERY_MS = 2 * SECOND;
/** Figures are of this long, in parts. */
const PARTS = 5;

export interface TerminalsDeps {
  readonly bus: Pick<LiveBus, "publish">;
  readonly queue: Pick<Queue, "depth">;
  readonly log: Log;
}

interface Terminal {
  readonly scope: TraceScope;
  readonly send: (message: TraceMessage) => void;
  filter: LineFilter;
}

/** The terminals of this process: those who follow events from stage to stage. */
export class Terminals {
  readonly #deps: TerminalsDeps;
  readonly #open = new Set<Terminal>();
  /** What the stages did, the newest part last. */
  #parts: StageCounts[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: TerminalsDeps) {
    this.#deps = deps;
  }

  /** Shows what happens from now on. */
  open(scope: TraceScope, send: Terminal["send"]): { filter(filter: TraceFilter): void; close(): void } {
    const terminal: Terminal = { scope, send, filter: new LineFilter({}) };
    this.#open.add(terminal);
    this.#timer ??= this.#start();
    this.#sayWatched();
    return {
      filter(filter) {
        terminal.filter = new LineFilter(filter);
      },
      close: () => {
        this.#open.delete(terminal);
        if (this.#open.size === 0) this.stop();
      },
    };
  }

  /** Called with each message of the topic TRACE_LINES_TOPIC. */
  hear(message: string): void {
    if (this.#open.size === 0) return;
    const news = decodeTrace<TraceNews>(message, "lines");
    if (news === null) return;
    this.#parts.at(-1)?.add(news.stages);
    for (const terminal of this.#open) show(terminal, news);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #start(): NodeJS.Timeout {
    this.#parts = [new StageCounts()];
    return setInterval(() => {
      this.#sayWatched();
      void this.#sayFigures();
    }, EVERY_MS);
  }

  #sayWatched(): void {
    const scopes = [...this.#open].map(({ scope }) => scope);
    const areAll = scopes.includes(null);
    const sites = areAll ? [null] : [...new Set(scopes.map((scope) => scope?.id))];
    this.#deps.bus.publish(TRACE_WATCHED_TOPIC, JSON.stringify({ sites })).catch((error: Error) => {
      this.#deps.log.debug({ error: error.message }, "could not request traces for terminals");
    });
  }

  async #sayFigures(): Promise<void> {
    const counts = new StageCounts();
    for (const part of this.#parts) counts.add(part.all());
    const seconds = (this.#parts.length * EVERY_MS) / SECOND;
    this.#parts = [...this.#parts, new StageCounts()].slice(-PARTS);
    const operators = [...this.#open].filter(({ scope }) => scope === null);
    if (operators.length === 0) return;
    const depth = await this.#deps.queue.depth().catch(() => null);
    if (depth === null) return;
    const { waiting, dead } = depth;
    const stages = figuresOf(counts, seconds);
    for (const { send } of operators) send({ type: "figures", stages, waiting, dead });
  }
}

function show({ scope, send, filter }: Terminal, { lines, leftOut: bySite }: TraceNews): void {
  const own = lines
    .map((one) => (scope === null ? one.line : lineForSite(one, scope.id, scope.name)))
    .filter((line) => line !== null);
  const shown = filter.select(own);
  // How many lines others have is nothing that who may see one site learns.
  const leftOut = bySite
    .filter(([siteId]) => scope === null || siteId === scope.id)
    .reduce((sum, [, count]) => sum + count, 0);
  if (shown.length > 0 || leftOut > 0) send({ type: "lines", lines: shown, left_out: leftOut });
}

function figuresOf(counts: StageCounts, seconds: number): StageFigures[] {
  const known = new Map(counts.all().map((count) => [count.stage, count]));
  return TRACE_STAGES.map((stage) => {
    const { events = 0, runs = 0, errors = 0, buckets = [] } = known.get(stage) ?? {};
    return {
      stage,
      rate: events / seconds,
      size: runs === 0 ? 0 : events / runs,
      p50_ms: quantileOf(buckets, 0.5),
      p95_ms: quantileOf(buckets, 0.95),
      p99_ms: quantileOf(buckets, 0.99),
      errors: errors === 0 ? 0 : errors / (errors + Math.max(runs, events)),
    };
  });
}
