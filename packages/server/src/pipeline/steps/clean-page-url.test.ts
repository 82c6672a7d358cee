import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/contract/build-intake.ts";
import { cleanPageUrl } from "./clean-page-url.ts";

const url = new URL("https://www.example.com/from/url?utm_source=news&token=secret&q=1");

describe("cleanPageUrl", () => {
  it.each([
    {
      what: "the path of its url",
      payload: { url, path: "" },
      hostname: "www.example.com",
      path: "/from/url",
    },
    {
      what: "the path given, where there is one",
      payload: { url, path: "/given?token=secret" },
      hostname: "www.example.com",
      path: "/given",
    },
    {
      what: "a path alone, without query and fragment",
      payload: { path: "/a?token=secret#b" },
      hostname: "",
      path: "/a",
    },
    {
      what: "a path without an e-mail address",
      payload: { path: "/u/jane@mail.example" },
      hostname: "",
      path: "/u/(email)",
    },
    {
      what: "a counted page by exactly its name",
      payload: { path: "example.com/p?a=1#b", actor: "nobody" as const },
      hostname: "",
      path: "example.com/p?a=1#b",
    },
  ])("keeps $what", ({ payload, hostname, path }) => {
    const intake = buildIntake({ payload });
    expect(cleanPageUrl(intake)).toBe("ok");
    expect(intake).toMatchObject({ hostname, path });
  });

  it("keeps which advertiser the visit was clicked at", () => {
    const landing = new URL("https://www.example.com/a?gclid=secret");
    const intake = buildIntake({ payload: { url: landing, path: "/given" } });
    cleanPageUrl(intake);
    expect(intake.clickId).toBe("gclid");
  });

  it("keeps the campaign and the site's safe parameters, and nothing else of the query", () => {
    const intake = buildIntake({ payload: { url, path: "" }, site: { safeQueryParams: ["q"] } });
    cleanPageUrl(intake);
    expect(intake.path).toBe("/from/url?q=1");
    expect(intake.utm.source).toBe("news");
  });
});
