import type { TraceLine } from "@millrace/protocol";

/** Lines that are kept; of more, the oldest leave. */
const MOST_ROWS = 100_000;
/** Of these many more are let in before the oldest leave, so that this is rare. */
const SLACK = 5000;

/** A line, or a place where lines are missing. */
export type Row =
  | { readonly kind: "line"; readonly line: TraceLine }
  | {
      readonly kind: "gap";
      readonly key: string;
      readonly why: "left out" | "connection";
      readonly count: number;
    };

export interface BufferState {
  readonly rows: readonly Row[];
  /** Lines that came since the pause. */
  readonly held: number;
  readonly isPaused: boolean;
  /** Lines that left, since there were too many. */
  readonly forgotten: number;
}

/** The rows of a terminal. While it is paused, what comes is held and shown later: nothing is lost by a pause. */
export class LineBuffer {
  #rows: Row[] = [];
  #held: Row[] = [];
  #isPaused = false;
  #forgotten = 0;
  #state: BufferState = { rows: [], held: 0, isPaused: false, forgotten: 0 };
  #gaps = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly state = (): BufferState => this.#state;

  /** Adds what came at once. `leftOut`: lines that the server did not send. */
  add(lines: readonly TraceLine[], leftOut: number): void {
    const rows: Row[] = lines.map((line) => ({ kind: "line", line }));
    if (leftOut > 0) rows.push(this.#gap("left out", leftOut));
    this.#take(rows);
  }

  /** Marks that the connection was lost: nobody knows what is missing. */
  addLostConnection(): void {
    if (this.#rows.length + this.#held.length > 0) this.#take([this.#gap("connection", 0)]);
  }

  pause(): void {
    this.#isPaused = true;
    this.#publish();
  }

  resume(): void {
    this.#isPaused = false;
    const held = this.#held;
    this.#held = [];
    this.#take(held);
  }

  /** Keeps the lines that another filter lets pass. */
  keep(passes: (line: TraceLine) => boolean): void {
    const isKept = (row: Row) => row.kind === "gap" || passes(row.line);
    this.#rows = this.#rows.filter(isKept);
    this.#held = this.#held.filter(isKept);
    this.#publish();
  }

  #gap(why: "left out" | "connection", count: number): Row {
    this.#gaps += 1;
    return { kind: "gap", key: `gap ${this.#gaps}`, why, count };
  }

  #take(rows: readonly Row[]): void {
    const to = this.#isPaused ? this.#held : this.#rows;
    for (const row of rows) to.push(row);
    const surplus = to.length - MOST_ROWS;
    if (surplus > SLACK) this.#forgotten += to.splice(0, surplus).length;
    this.#publish();
  }

  #publish(): void {
    this.#state = {
      // A new object, by which React sees that it changed; the rows themselves stay.
      rows: this.#rows.slice(),
      held: this.#held.filter(({ kind }) => kind === "line").length,
      isPaused: this.#isPaused,
      forgotten: this.#forgotten,
    };
    for (const listener of this.#listeners) listener();
  }
}
