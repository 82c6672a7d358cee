import { canonicalEventId, newEventId } from "../../domain/event/event-id.ts";
import { OK, type StepResult } from "../../domain/event/step.ts";
import type { Intake } from "../subject.ts";

/** The client's id decides whether an event was seen before; without one every event is new. */
export function assignId(intake: Intake): StepResult {
  const { payload, sender } = intake;
  intake.id = payload.id === null ? newEventId(sender.receivedAt) : canonicalEventId(payload.id);
  return OK;
}
