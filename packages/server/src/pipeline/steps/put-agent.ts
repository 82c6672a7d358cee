import { LRUCache } from "lru-cache";
import type { Agent } from "../../domain/envelope.ts";
import { OK, type Step } from "../../domain/step.ts";
import type { Agents } from "../../ports/agents.ts";
import type { Intake } from "../subject.ts";

const REMEMBERED = 20_000;

/** Browser, system and device. Remembered by its hash, so that no User-Agent is kept to look it up again. */
export function createPutAgent({ agents }: { agents: Agents }): Step<Intake> {
  const known = new LRUCache<string, Agent>({ max: REMEMBERED });
  return function putAgent(intake) {
    if (intake.agentKey === "") return OK;
    let agent = known.get(intake.agentKey);
    if (agent === undefined) {
      agent = agents.parse(intake.sender.userAgent);
      known.set(intake.agentKey, agent);
    }
    intake.agent = agent;
    return OK;
  };
}
