import { drop, OK, type Step } from "../../domain/step.ts";
import type { Intake } from "../subject.ts";

/** Drops page views of declared crawlers. Called at the edge, where the User-Agent still exists. */
export function createDropBots({ isBot }: { isBot(userAgent: string): boolean }): Step<Intake> {
  return function dropBots({ payload, sender }) {
    return payload.actor === "browser" && isBot(sender.userAgent) ? drop("bot") : OK;
  };
}
