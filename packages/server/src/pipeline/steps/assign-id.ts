import { canonicalEventId, newEventId } from "../../domain/event/event-id.ts";
import { OK, type StepResult } from "../../domain/event/step.ts";
import type { Intake } from "../subject.ts";

/** Assigns the id by which the queue deduplicates: the client's. Without one every event is new. */
export function assignId(intake: Intake): StepResult {
  const { payload, sender } = intake;
  intake.id = payload.id === null ? newEventId(sender.receivedAt) : canonicalEventId(payload.id);
  return OK;
}
