import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { cleanReferrerUrl } from "./clean-referrer-url.ts";

describe("cleanReferrerUrl", () => {
  it.each([
    {
      referrer: "https://www.google.com/search?q=private",
      hostname: "example.com",
      is: "www.google.com/search",
    },
    { referrer: "https://example.com/before", hostname: "example.com", is: "" },
    { referrer: "https://www.example.com/before", hostname: "example.com", is: "" },
    { referrer: "https://example.com/before", hostname: "www.example.com", is: "" },
    { referrer: "https://blog.example.com/", hostname: "example.com", is: "" },
    { referrer: "https://example.com/", hostname: "blog.example.com", is: "" },
    { referrer: "https://Example.com.:8080/", hostname: "example.com", is: "" },
    { referrer: "https://example.com/", hostname: "", is: "" },
    { referrer: "https://other.example/", hostname: "", is: "other.example/" },
    { referrer: "android-app://example.com", hostname: "example.com", is: "android-app://example.com" },
  ])("$referrer on $hostname is $is", ({ referrer, hostname, is }) => {
    const intake = buildIntake({ payload: { referrer: new URL(referrer) }, hostname });
    expect(cleanReferrerUrl(intake)).toBe("ok");
    expect(intake.referrer).toBe(is);
  });

  it("leaves an event without one alone", () => {
    const intake = buildIntake();
    cleanReferrerUrl(intake);
    expect(intake.referrer).toBe("");
  });
});
