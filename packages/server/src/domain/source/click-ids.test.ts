import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { clickIdIn, clickIdNamed } from "./click-ids.ts";

describe("clickIdIn", () => {
  it.each([
    { search: "", is: "" },
    { search: "?", is: "" },
    { search: "?q=shoes", is: "" },
    { search: "?gclid=Cj0K", is: "gclid" },
    { search: "?q=1&gclid=Cj0K&p=2", is: "gclid" },
    { search: "?gclid=", is: "" },
    { search: "?gclid=&q=1", is: "" },
    { search: "?gclid", is: "" },
    { search: "?q=gclid", is: "" },
    { search: "?q=?gclid=x", is: "gclid" },
    { search: "?xgclid=1", is: "" },
    { search: "?gclidx=1", is: "" },
    { search: "?gbraid=1", is: "gbraid" },
    { search: "?wbraid=1", is: "wbraid" },
    { search: "?dclid=1", is: "dclid" },
    { search: "?msclkid=1", is: "msclkid" },
    { search: "?fbclid=1", is: "fbclid" },
    { search: "?ttclid=1", is: "ttclid" },
    { search: "?twclid=1", is: "twclid" },
    { search: "?li_fat_id=1", is: "li_fat_id" },
    { search: "?rdt_cid=1", is: "rdt_cid" },
    { search: "?yclid=1", is: "yclid" },
    { search: "?ysclid=1", is: "ysclid" },
    { search: "?epik=1", is: "epik" },
    { search: "?ScCid=1", is: "ScCid" },
    // From links that were escaped twice.
    { search: "?a=1&amp;gclid=2", is: "gclid" },
    { search: "?a=1&amp;amp;GCLID=2", is: "gclid" },
    { search: "?a=1&amp%3Bfbclid=2", is: "fbclid" },
    { search: "?a=1&ampgclid=2", is: "" },
    { search: "?a=1&amp;gclid=", is: "" },
    // Some sites write every address in small letters.
    { search: "?sccid=1", is: "ScCid" },
    { search: "?ransiteid=1", is: "ranSiteID" },
    // An advertisement's address that somebody posted on Facebook.
    { search: "?gclid=1&utm_source=x&fbclid=2", is: "fbclid" },
    { search: "?fbclid=1&gclid=2", is: "gclid" },
  ])("finds $is in $search", ({ search, is }) => {
    expect(clickIdIn(search)).toBe(is);
  });

  it("takes no time for a query made to be slow", () => {
    for (const search of [
      `?${"gclid=&".repeat(2000)}`,
      "?&".repeat(8000),
      `?${"gclid=1&".repeat(2000)}`,
      `?&${"amp;".repeat(4000)}`,
      `?${"&amp;".repeat(3000)}`,
    ]) {
      const cpuMs = cpuMsOf(() => {
        for (let n = 0; n < 20; n++) clickIdIn(search);
      });
      expect(cpuMs, search.slice(0, 12)).toBeLessThan(200);
    }
  });
});

it.each(["", "gclids", "constructor", "__proto__"])("knows no click parameter named %j", (name) => {
  expect(clickIdNamed(name)).toBeNull();
});
