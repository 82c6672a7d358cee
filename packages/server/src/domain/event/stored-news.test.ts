import { describe, expect, it } from "vitest";
import { decodeStored, encodeStored, type StoredAtSite, type StoredEvent } from "./stored-news.ts";

const event = (page: string): StoredEvent => ({
  at: 1,
  name: "pageview",
  page,
  source: "",
  country: "DE",
  city: "",
  device: "",
  browser: "",
  session: "s",
});

describe("encodeStored", () => {
  it("cuts the news of many sites into messages that fit, and leaves no site out", () => {
    const news: StoredAtSite[] = Array.from({ length: 300 }, (_, siteId) => ({
      siteId,
      count: siteId,
      events: siteId % 3 === 0 ? [event(`/ü/${siteId}`)] : [],
    }));
    const messages = encodeStored(news, 2000);
    expect(messages.length).toBeGreaterThan(5);
    for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2000);
    expect(messages.flatMap(decodeStored)).toEqual(news);
  });

  it("tells a site without its sample where that alone would be too long", () => {
    const [message = ""] = encodeStored([{ siteId: 7, count: 1, events: [event("/ü".repeat(999))] }], 2000);
    expect(decodeStored(message)).toEqual([{ siteId: 7, count: 1, events: [] }]);
  });
});

describe("decodeStored", () => {
  it.each(["", "nothing", "null", "{}", '[null, 1, {"siteId": 1}]'])("hears nothing in %j", (message) => {
    expect(decodeStored(message)).toEqual([]);
  });
});
