import { describe, expect, it } from "vitest";
import { isCrawler } from "./crawler.ts";

describe("declared bots", () => {
  it.each([
    { agent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", is: true },
    { agent: "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36", is: true },
    { agent: "UptimeRobot/2.0", is: true },
    { agent: "Twitterbot/1.0", is: true },
    { agent: "facebookexternalhit/1.1", is: true },
    { agent: "Sogou web spider/4.0", is: true },
    { agent: "my-crawler", is: true },
    { agent: "RestSharp/112.0", is: false },
    { agent: "My Company Server/2.0", is: false },
    { agent: "Botany Shop/1.0", is: false },
    { agent: "Jakarta Commons-HttpClient/3.1", is: false },
    { agent: "posthog-node/4.2.0", is: false },
    { agent: "-", is: false },
  ])("$agent is a crawler: $is", ({ agent, is }) => {
    expect(isCrawler(agent)).toBe(is);
  });
});
