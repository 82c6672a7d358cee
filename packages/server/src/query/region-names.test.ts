import { describe, expect, it } from "vitest";
import { namesBeside } from "./name-values.ts";
import { REGION_NAMES } from "./region-names.data.ts";
import { regionName } from "./region-names.ts";

describe("regionName", () => {
  it.each([
    { code: "PL-14", name: "Mazovia" },
    { code: "JP-13", name: "Tokyo" },
    { code: "DE-BE", name: "Berlin" },
    { code: "US-NY", name: "New York" },
    { code: "California", name: "California" },
    { code: "XX-99", name: "XX-99" },
    { code: "(not set)", name: "(not set)" },
  ])("of $code is $name", ({ code, name }) => {
    expect(regionName(code)).toBe(name);
  });

  it("has a code before every name, and none twice", () => {
    for (const [country, regions] of Object.entries(REGION_NAMES)) {
      for (const region of regions) expect(region, country).toMatch(/^[A-Z\d]{1,3} [\p{L}.' -]+$/u);
      const codes = regions.map((region) => region.split(" ", 1)[0]);
      expect(new Set(codes).size, country).toBe(codes.length);
    }
  });
});

describe("namesBeside", () => {
  it("names a region beside its code, which filters go on to need", () => {
    expect(namesBeside(["visit:region", "visit:city"], ["DE-BY", "München"])).toEqual(["Bavaria", "München"]);
    expect(namesBeside(["visit:city"], ["DE-BY"])).toBeNull();
    expect(namesBeside(["visit:region"], ["(not set)"])).toBeNull();
  });
});
