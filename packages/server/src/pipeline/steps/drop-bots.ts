import { isCrawler } from "../../domain/crawler.ts";
import { drop, OK, type Step } from "../../domain/event/step.ts";
import type { Intake } from "../subject.ts";

/**
 * Drops events of declared bots. An event with a user id comes from a program that knows whom it reports on, so of
 * those only crawlers are dropped. Called at the edge, where the User-Agent still exists.
 */
export function createDropBots({ isBot }: { isBot(userAgent: string): boolean }): Step<Intake> {
  return function dropBots({ payload, sender, known }) {
    if (payload.actor !== "browser" || known === null) return OK;
    known.agent.isBot ??= isBot(sender.userAgent);
    if (!known.agent.isBot) return OK;
    return payload.userId !== "" && !isCrawler(sender.userAgent) ? OK : drop("bot");
  };
}
