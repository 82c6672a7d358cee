import { drop, OK, type Step } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

/** Drops events of declared crawlers. Called at the edge, where the User-Agent still exists. */
export function createDropBots({ isBot }: { isBot(userAgent: string): boolean }): Step<Intake> {
  return function dropBots({ payload, sender, known }) {
    if (payload.actor !== "browser" || known === null) return OK;
    known.agent.isBot ??= isBot(sender.userAgent);
    return known.agent.isBot ? drop("bot") : OK;
  };
}
