import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { isDeclaredBot } from "../../drivers/agents/bots.ts";
import { createDropBots } from "./drop-bots.ts";

const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";

describe("dropBots", () => {
  it.each([
    { userAgent: GOOGLEBOT, actor: "browser", result: { drop: "bot" } },
    {
      userAgent: "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36",
      actor: "browser",
      result: { drop: "bot" },
    },
    { userAgent: "UptimeRobot/2.0", actor: "browser", result: { drop: "bot" } },
    { userAgent: FIREFOX, actor: "browser", result: "ok" },
    { userAgent: "", actor: "browser", result: "ok" },
    // People send events with these themselves.
    { userAgent: "curl/8.5.0", actor: "browser", result: "ok" },
    { userAgent: "node", actor: "browser", result: "ok" },
    { userAgent: "Mozilla/5.0 Umami/2.0", actor: "browser", result: "ok" },
    { userAgent: "python-requests/2.32", actor: "browser", result: "ok" },
    // Behind a server anyone may stand.
    { userAgent: GOOGLEBOT, actor: "server", result: "ok" },
    { userAgent: GOOGLEBOT, actor: "nobody", result: "ok" },
  ] as const)("$userAgent of a $actor: $result", ({ userAgent, actor, result }) => {
    const dropBots = createDropBots({ isBot: isDeclaredBot });
    const intake = () => buildIntake({ payload: { actor }, sender: { userAgent } });
    expect(dropBots(intake())).toEqual(result);
    expect(dropBots(intake())).toEqual(result);
  });

  it.each([
    { userAgent: "RestSharp/112.0", userId: "", result: { drop: "bot" } },
    { userAgent: "RestSharp/112.0", userId: "u1", result: "ok" },
    { userAgent: "My Company Server/2.0", userId: "", result: { drop: "bot" } },
    { userAgent: "My Company Server/2.0", userId: "u1", result: "ok" },
    { userAgent: "shop-backend", userId: "u1", result: "ok" },
    // A page that gives every visitor an id gives it to crawlers that run its scripts as well.
    { userAgent: GOOGLEBOT, userId: "u1", result: { drop: "bot" } },
    { userAgent: "Twitterbot/1.0", userId: "u1", result: { drop: "bot" } },
    { userAgent: FIREFOX, userId: "u1", result: "ok" },
  ] as const)("$userAgent with the user id $userId: $result", ({ userAgent, userId, result }) => {
    const dropBots = createDropBots({ isBot: isDeclaredBot });
    expect(dropBots(buildIntake({ payload: { userId }, sender: { userAgent } }))).toEqual(result);
  });

  it("answers at once for an agent made to be slow", () => {
    for (const userAgent of [
      "a".repeat(15_000),
      "(".repeat(15_000),
      "Mozilla/5.0 ".repeat(1200),
      "bot ".repeat(3000),
      "http://".repeat(2000),
    ]) {
      const cpuMs = cpuMsOf(() => isDeclaredBot(userAgent));
      expect(cpuMs, userAgent.slice(0, 12)).toBeLessThan(50);
    }
  });
});
