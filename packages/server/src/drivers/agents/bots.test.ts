import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { isDeclaredBot, isProgram } from "./bots.ts";

const IPHONE_APP =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
const ANDROID_APP =
  "Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.102 Mobile Safari/537.36";

describe("whom an agent declares", () => {
  it.each([
    "Dillo/3.1.0",
    "Mozilla/4.0 (compatible; Dillo 3.0)",
    "NetSurf/3.11 (Linux)",
    "NetSurf/3.11",
    "Konqueror/5.0",
    "Ladybird/1.0",
    "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.3.1",
    "Links (2.30; Linux 6.12.0 x86_64; GNU C 14.2; text)",
    "w3m/0.5.3+git20230121",
    "Nokia6300/2.0",
    "Nokia6300/2.0 (07.21) Profile/MIDP-2.0 Configuration/CLDC-1.1",
    `${IPHONE_APP} Feedly/97.0.2`,
    `${ANDROID_APP} Feedly/10`,
    `${IPHONE_APP} [FBAN/FBIOS;FBAV/536.0.0.42.72]`,
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (PlayStation; PlayStation 5/9.60) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
  ])("a person with %s", (userAgent) => {
    expect(isDeclaredBot(userAgent)).toBe(false);
    expect(isProgram(userAgent)).toBe(false);
  });

  it.each([
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "UptimeRobot/2.0",
    "RestSharp/112.0",
    "My Company Server/2.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0",
  ])("no person with %s", (userAgent) => {
    expect(isDeclaredBot(userAgent)).toBe(true);
    expect(isProgram(userAgent)).toBe(true);
  });

  it.each(["curl/8.5.0", "python-requests/2.32", "okhttp/4.12.0", "node"])(
    "%s sends events and reads no pages",
    (userAgent) => {
      expect(isDeclaredBot(userAgent)).toBe(false);
      expect(isProgram(userAgent)).toBe(true);
    },
  );

  it("answers at once for an agent made to be slow", () => {
    for (const userAgent of [
      "Mozilla/5.0 (".repeat(1100),
      `Mozilla/5.0 () AppleWebKit/${" Feedly/".repeat(1800)}`,
      "Nokia".repeat(3000),
      "Feed".repeat(3700),
    ]) {
      expect(
        cpuMsOf(() => isProgram(userAgent)),
        userAgent.slice(0, 20),
      ).toBeLessThan(100);
    }
  });
});
