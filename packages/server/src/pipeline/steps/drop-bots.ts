import { LRUCache } from "lru-cache";
import { drop, OK, type Step } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

const REMEMBERED = 20_000;

/**
 * Drops events of declared crawlers. Called at the edge, where the User-Agent still exists. The answer is remembered by
 * the agent's hash: asking takes longer than the rest of the edge together.
 */
export function createDropBots({ isBot }: { isBot(userAgent: string): boolean }): Step<Intake> {
  const known = new LRUCache<string, boolean>({ max: REMEMBERED });
  return function dropBots({ payload, sender, agentKey }) {
    if (payload.actor !== "browser") return OK;
    let bot = known.get(agentKey);
    if (bot === undefined) {
      bot = isBot(sender.userAgent);
      known.set(agentKey, bot);
    }
    return bot ? drop("bot") : OK;
  };
}
