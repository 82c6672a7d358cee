import type { PipelineCounters, PipelineProcess, PipelineSample } from "@millrace/protocol";
import { SECOND } from "../domain/time.ts";

/** Longer than the interval of a process's reports. */
const REST_MS = 4 * SECOND;

/** Figures that have not changed since a time. */
interface Standing {
  readonly what: string;
  readonly since: number;
}

/**
 * Counts the events that the counting processes did not accept themselves. Their reports are some seconds old and from
 * different moments, so the count is exact only after nothing has moved for a while. It then stays valid until a
 * process starts or ends.
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
