import type { DropReason } from "@millrace/protocol";

/** What a pipeline step says: go on, or leave this event out for a counted reason. */
export type StepResult = typeof OK | Dropped;
export interface Dropped {
  readonly drop: DropReason;
}

export const OK = "ok";

const DROPS = new Map<DropReason, Dropped>();

export function drop(reason: DropReason): Dropped {
  const known = DROPS.get(reason);
  if (known !== undefined) return known;
  const made: Dropped = { drop: reason };
  DROPS.set(reason, made);
  return made;
}

/** One named unit of the pipeline. It fills in its part of the subject, or drops it. */
export type Step<Subject> = (subject: Subject) => StepResult;
