import type { TraceLine, TraceOutcome } from "@millrace/protocol";

/** Rows that are kept, paused or not; of more, the oldest leave. */
const MOST_ROWS = 100_000;
/** After so many have left, what is shown is made anew without waiting for a frame: hidden pages have none. */
const SLACK = 5000;
/** As the figures of the stages count them: what is dropped was decided, nothing went wrong. */
const ERRORS: ReadonlySet<TraceOutcome> = new Set(["refused", "failed", "dead"]);

/** A line, or a place where lines are missing. */
export type Row =
  | { readonly kind: "line"; readonly key: string; readonly at: number; readonly line: TraceLine }
  | {
      readonly kind: "gap";
      readonly key: string;
      /** Epoch ms of the newest line before it. */
      readonly at: number;
      readonly why: "left out" | "connection";
      readonly count: number;
    };

export interface BufferState {
  /** In the order of their time. */
  readonly rows: readonly Row[];
  /** Lines that came since the pause. */
  readonly held: number;
  readonly isPaused: boolean;
  /** Lines that left, since there were too many. */
  readonly forgotten: number;
  /** Lines that came since the page opened, and those of them that tell of an error. */
  readonly taken: number;
  readonly errors: number;
}

export interface LineBufferOptions {
  readonly mostRows?: number;
  /** Runs what tells the listeners: once a frame, however many messages come. */
  readonly schedule?: (run: () => void) => void;
}

/**
 * The rows of a terminal, each line once, in the order of their time: processes and connections are late by different
 * times. There is one bound in all states. A pause keeps what is shown as it is, and what comes is kept beside it; when
 * there is too much of both, the oldest leave and are counted.
 */
export class LineBuffer {
  readonly #mostRows: number;
  readonly #schedule: (run: () => void) => void;
  #rows: Row[] = [];
  readonly #keys = new Set<string>();
  #passes: (line: TraceLine) => boolean = () => true;
  #isPaused = false;
  #shown: readonly Row[] = [];
  /** Of what is shown. */
  #shownLines = 0;
  #forgotten = 0;
  #taken = 0;
  #errors = 0;
  #gaps = 0;
  #isScheduled = false;
  #leftSincePublished = 0;
  #state: BufferState = { rows: [], held: 0, isPaused: false, forgotten: 0, taken: 0, errors: 0 };
  readonly #listeners = new Set<() => void>();

  constructor({ mostRows = MOST_ROWS, schedule = requestAnimationFrame }: LineBufferOptions = {}) {
    this.#mostRows = mostRows;
    this.#schedule = (run) => void schedule(run);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly state = (): BufferState => this.#state;

  /** Adds what came at once, without what was there and what the filter does not let pass. `leftOut`: lines that the server did not send. */
  add(lines: readonly TraceLine[], leftOut: number): void {
    const rows: Row[] = [];
    for (const line of lines) {
      if (!this.#passes(line) || this.#keys.has(line.key)) continue;
      this.#keys.add(line.key);
      if (ERRORS.has(line.outcome)) this.#errors += 1;
      rows.push({ kind: "line", key: line.key, at: line.at, line });
    }
    this.#taken += rows.length;
    // Stable: of the same millisecond, what came first stays first.
    rows.sort(byTime);
    if (leftOut > 0) {
      const newest = lines.reduce((at, line) => Math.max(at, line.at), this.#rows.at(-1)?.at ?? 0);
      rows.push(this.#gap("left out", newest, leftOut));
    }
    this.#take(rows);
  }

  /** Marks that the connection was lost: nobody knows what is missing. */
  addLostConnection(): void {
    const newest = this.#rows.at(-1);
    if (newest !== undefined) this.#take([this.#gap("connection", newest.at, 0)]);
  }

  readonly pause = (): void => {
    this.#isPaused = true;
    this.#publish();
  };

  readonly resume = (): void => {
    this.#isPaused = false;
    this.#publish();
  };

  /** Keeps the lines that another filter lets pass, and from now on takes no others: some may be under way. */
  filter(passes: (line: TraceLine) => boolean): void {
    this.#passes = passes;
    const isKept = (row: Row) => row.kind === "gap" || passes(row.line);
    this.#rows = this.#rows.filter(isKept);
    this.#shown = this.#shown.filter(isKept);
    this.#shownLines = this.#shown.filter(({ kind }) => kind === "line").length;
    this.#keys.clear();
    for (const { kind, key } of this.#rows) if (kind === "line") this.#keys.add(key);
    this.#publish();
  }

  #gap(why: "left out" | "connection", at: number, count: number): Row {
    this.#gaps += 1;
    return { kind: "gap", key: `gap ${this.#gaps}`, at, why, count };
  }

  #take(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    mergeByTime(this.#rows, rows);
    this.#forgetOldest();
    if (this.#leftSincePublished > SLACK) this.#publish();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#schedule(() => {
        this.#isScheduled = false;
        this.#publish();
      });
    }
  }

  #forgetOldest(): void {
    const surplus = this.#rows.length - this.#mostRows;
    if (surplus <= 0) return;
    let shown = 0;
    for (const row of this.#rows.splice(0, surplus)) {
      const isShown = this.#shown[shown] === row;
      if (isShown) shown += 1;
      if (row.kind === "gap") continue;
      this.#keys.delete(row.key);
      this.#forgotten += 1;
      if (isShown) this.#shownLines -= 1;
    }
    if (shown > 0) this.#shown = this.#shown.slice(shown);
    this.#leftSincePublished += surplus;
  }

  #publish(): void {
    this.#leftSincePublished = 0;
    const lines = this.#keys.size;
    if (!this.#isPaused) {
      // A new array, by which React sees that it changed.
      this.#shown = this.#rows.slice();
      this.#shownLines = lines;
    }
    this.#state = {
      rows: this.#shown,
      held: lines - this.#shownLines,
      isPaused: this.#isPaused,
      forgotten: this.#forgotten,
      taken: this.#taken,
      errors: this.#errors,
    };
    for (const listener of this.#listeners) listener();
  }
}

const byTime = (a: Row, b: Row): number => a.at - b.at;

/** Puts rows in the order of time among others. Nearly all belong at the end, which is all that is moved then. */
function mergeByTime(into: Row[], rows: readonly Row[]): void {
  const first = (rows[0] as Row).at;
  let from = into.length;
  while (from > 0 && (into[from - 1] as Row).at > first) from -= 1;
  const later = into.splice(from);
  let next = 0;
  for (const row of rows) {
    while (next < later.length && (later[next] as Row).at <= row.at) into.push(later[next++] as Row);
    into.push(row);
  }
  while (next < later.length) into.push(later[next++] as Row);
}
