import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { dropWrongDomains } from "./drop-wrong-domains.ts";

describe("dropWrongDomains", () => {
  it.each([
    { domains: [], hostname: "anything.example", passes: true },
    { domains: ["example.com"], hostname: "example.com", passes: true },
    { domains: ["example.com"], hostname: "www.example.com", passes: false },
    { domains: ["example.com"], hostname: "example.com.evil.example", passes: false },
    { domains: ["example.com"], hostname: "notexample.com", passes: false },
    { domains: [".example.com"], hostname: "a.b.example.com", passes: true },
    { domains: [".example.com"], hostname: "example.com", passes: true },
    { domains: [".example.com"], hostname: "notexample.com", passes: false },
    { domains: ["a.example", "b.example"], hostname: "b.example", passes: true },
    { domains: ["example.com"], hostname: "", passes: true },
    // As older versions kept them.
    { domains: ["Example.com."], hostname: "example.com", passes: true },
    { domains: ["café.example"], hostname: "xn--caf-dma.example", passes: true },
  ])("$hostname on a site of $domains passes: $passes", ({ domains, hostname, passes }) => {
    const result = dropWrongDomains(buildIntake({ site: { domains }, hostname }));
    expect(result).toEqual(passes ? "ok" : { drop: "wrong_domain" });
  });
});
