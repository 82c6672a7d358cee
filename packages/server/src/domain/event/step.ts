import type { DropReason } from "@millrace/protocol";

/** The verdict of a step: the event continues, or is dropped for a counted reason. */
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

/** One named unit of the pipeline. It fills in its part of the subject, or drops the event. */
export type Step<Subject> = (subject: Subject) => StepResult;
