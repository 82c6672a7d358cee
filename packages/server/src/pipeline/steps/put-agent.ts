import { OK, type Step } from "../../domain/event/step.ts";
import type { Agents } from "../../ports/agents.ts";
import type { Intake } from "../subject.ts";

/** Fills in browser, system and device. */
export function createPutAgent({ agents }: { agents: Agents }): Step<Intake> {
  return function putAgent(intake) {
    if (intake.known === null) return OK;
    intake.known.agent.agent ??= agents.parse(intake.sender.userAgent);
    intake.agent = intake.known.agent.agent;
    return OK;
  };
}
