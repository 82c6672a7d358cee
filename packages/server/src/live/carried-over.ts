import type { PipelineCounters, PipelineProcess, PipelineSample } from "@millrace/protocol";
import { SECOND } from "../domain/time.ts";

/** Longer than reports of a process are apart. */
const REST_MS = 4 * SECOND;

/** What stood still since when. */
interface Standing {
  readonly what: string;
  readonly since: number;
}

/**
 * What the counting processes have not accepted themselves. Their reports are some seconds old, each of another moment: exact is
 * what they come to when nothing has moved for a while, and it stays so until one of them ends or begins.
 */
export class CarriedOver {
  #standing: Standing = { what: "", since: 0 };
  #known: { readonly of: string; readonly count: number } | null = null;

  look(
    { at, waiting }: PipelineSample,
    { accepted, stored, dead }: PipelineCounters,
    processes: readonly PipelineProcess[],
  ): number {
    const of = JSON.stringify(processes.map(({ name, started_at }) => [name, started_at]).sort());
    const what = JSON.stringify([of, waiting, accepted, stored, dead]);
    if (what !== this.#standing.what) this.#standing = { what, since: at };
    if (this.#known?.of !== of) this.#known = null;
    const count = stored + dead + waiting - accepted;
    const isAtRest = waiting === 0 && at - this.#standing.since >= REST_MS;
    if (isAtRest) this.#known = { of, count };
    return this.#known?.count ?? Math.max(0, count);
  }
}
