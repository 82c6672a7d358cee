import { describe, expect, it } from "vitest";
import { BadRequest } from "../domain/errors.ts";
import { userHashOf } from "../domain/event/visitor-id.ts";
import { HOUR } from "../domain/time.ts";
import { type ErasureRequest, planErasure } from "./plan-erasure.ts";

const site = { key: Buffer.alloc(32, 3), timezone: "Europe/Berlin" };

describe("planErasure", () => {
  it("takes both dates in the site's zone, the day of the clock's change too", () => {
    const part = planErasure(site, { from: "2026-03-28", to: "2026-03-29" });
    expect(part).toEqual({
      kind: "period",
      firstDay: "2026-03-28",
      lastDay: "2026-03-29",
      from: Date.parse("2026-03-27T23:00:00Z"),
      to: Date.parse("2026-03-27T23:00:00Z") + 47 * HOUR,
    });
  });

  it.each(["007", "a".repeat(255), "ü\ud800", "__proto__"])(
    "makes of %j the hash that its events have",
    (userId) => {
      const part = planErasure(site, { userId });
      expect(part).toEqual({ kind: "user", userHash: userHashOf(site.key, userId.toWellFormed()) });
      expect(JSON.stringify(part)).not.toContain(userId);
    },
  );

  it.each<{ request: ErasureRequest; fault: string }>([
    { request: {}, fault: "either a period (from and to) or a person (user_id)" },
    { request: { from: "2026-01-01", to: "2026-01-02", userId: "a" }, fault: "either a period" },
    { request: { from: "2026-01-01" }, fault: "to is required" },
    { request: { to: "2026-01-01" }, fault: "from is required" },
    { request: { from: "2026-01-02", to: "2026-01-01" }, fault: "from must not be after to" },
    { request: { from: "2026-02-30", to: "2026-03-01" }, fault: 'from: "2026-02-30" is not a date' },
    { request: { from: "2026-02-01", to: "2101-01-01" }, fault: 'to: "2101-01-01" is not a date' },
    { request: { from: "1969-12-31", to: "2026-01-01" }, fault: "from 1970-01-01 to 2100-12-31" },
    { request: { userId: "" }, fault: "user_id must have 1 to 255 characters" },
    { request: { userId: "a".repeat(256) }, fault: "user_id must have" },
  ])("refuses $request", ({ request, fault }) => {
    expect(() => planErasure(site, request)).toThrow(BadRequest);
    expect(() => planErasure(site, request)).toThrow(fault);
  });
});
