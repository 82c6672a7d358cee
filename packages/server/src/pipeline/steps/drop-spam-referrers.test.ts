import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { SOURCES } from "../../domain/source/sources.data.ts";
import { SPAM_REFERRERS } from "../../domain/source/spam-referrers.data.ts";
import { isSpamReferrer } from "../../domain/source/spam-referrers.ts";
import { dropSpamReferrers } from "./drop-spam-referrers.ts";

const SPAM = { drop: "spam_referrer" };

describe("dropSpamReferrers", () => {
  it.each([
    { referrer: "https://semalt.com/", result: SPAM },
    { referrer: "http://www.SEMALT.com/crawler.php?u=https://example.com", result: SPAM },
    { referrer: "https://semalt.com./", result: SPAM },
    { referrer: "https://forum.topic1.darodar.com/x", result: SPAM },
    { referrer: "https://buttons-for-website.com/", result: SPAM },
    { referrer: "https://notsemalt.com/", result: "ok" },
    { referrer: "https://semalt.com.example/", result: "ok" },
    { referrer: "https://news.example/about/semalt.com", result: "ok" },
    { referrer: "https://www.google.com/", result: "ok" },
    { referrer: "http://localhost/", result: "ok" },
    { referrer: "android-app://com.example.reader", result: "ok" },
    { referrer: null, result: "ok" },
  ])("$referrer: $result", ({ referrer, result }) => {
    const payload = { referrer: referrer === null ? null : new URL(referrer) };
    expect(dropSpamReferrers(buildIntake({ payload }))).toEqual(result);
  });

  it("knows every host of its list once, and none that people come from", () => {
    const hosts = SPAM_REFERRERS.trim().split(/\s+/);
    expect(hosts.filter((host, index) => hosts.indexOf(host) !== index)).toEqual([]);
    expect(hosts.filter((host) => !isSpamReferrer(`www.${host}`))).toEqual([]);
    const sources = Object.values(SOURCES)
      .flat()
      .flatMap(([, known]) => known.split(/\s+/));
    expect(sources.filter((host) => isSpamReferrer(host))).toEqual([]);
  });
});
