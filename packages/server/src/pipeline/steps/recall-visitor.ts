import { LRUCache } from "lru-cache";
import { OK, type Step } from "../../domain/event/step.ts";
import { agentKeyOf } from "../../domain/event/visitor-id.ts";
import type { KnownAgent, KnownVisitor } from "../subject.ts";
import { type Intake, nothingKnownOfAgent, nothingKnownOfVisitor } from "../subject.ts";

const REMEMBERED = 20_000;

/**
 * Caches what later steps computed for this visitor: parsing an agent takes longer than the rest of the edge together.
 * Keyed by keyed hashes, so that no address and no User-Agent is kept for a look-up; visitors with the same User-Agent
 * share its entry.
 */
export function createRecallVisitor(): Step<Intake> {
  const visitors = new LRUCache<string, KnownVisitor>({ max: REMEMBERED });
  const agents = new LRUCache<string, KnownAgent>({ max: REMEMBERED });

  function recallAgent(key: string): KnownAgent {
    const known = agents.get(key) ?? nothingKnownOfAgent();
    agents.set(key, known);
    return known;
  }

  return function recallVisitor(intake) {
    const { fingerprint, salt, sender } = intake;
    if (fingerprint === "") return OK;
    let known = visitors.get(fingerprint);
    if (known === undefined) {
      known = nothingKnownOfVisitor(recallAgent(agentKeyOf(salt, sender.userAgent)));
      visitors.set(fingerprint, known);
    }
    intake.known = known;
    return OK;
  };
}
