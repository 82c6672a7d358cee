import { describe, expect, it } from "vitest";
import { BadRequest } from "../domain/errors.ts";
import { HOUR } from "../domain/time.ts";
import type { EventStore } from "../ports/event-store.ts";
import { createPageHours, type PageHoursQuery } from "./page-hours.ts";

const NOW = Date.parse("2026-03-10T12:34:56Z");

/** A store with 5 views at 11:00 today, 3 at 12:00 yesterday; both within the 24 hours before 12:00. */
async function ask(query: PageHoursQuery) {
  const asked: { page: string; from: number; to: number }[] = [];
  const store = {
    async viewsByHour(range: { page: string; from: number; to: number }) {
      asked.push(range);
      return new Map([
        [Date.parse("2026-03-10T11:00:00Z"), 5],
        [Date.parse("2026-03-09T12:00:00Z"), 3],
      ]);
    },
  } as unknown as EventStore;
  const rows = await createPageHours({ store, clock: { now: () => NOW } })(query);
  return { rows, range: asked[0] };
}

describe("pageHours", () => {
  it("lists the 24 complete hours before the running one, zeros filled", async () => {
    const { rows, range } = await ask({ page: "/a" });
    expect(range).toEqual({
      page: "/a",
      from: Date.parse("2026-03-09T12:00:00Z"),
      to: Date.parse("2026-03-10T12:00:00Z"),
    });
    expect(rows.map(({ h }) => h)).toEqual([
      12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(rows.map(({ v }) => v)).toEqual([3, ...new Array<number>(22).fill(0), 5]);
  });

  it.each([
    {
      query: { order: "desc", take: "2" },
      rows: [
        { h: 11, v: 5 },
        { h: 10, v: 0 },
      ],
    },
    { query: { order: "asc", take: "1" }, rows: [{ h: 12, v: 3 }] },
    { query: { now: "2026-03-10T12:00:00Z", order: "desc", take: "1" }, rows: [{ h: 11, v: 5 }] },
    { query: { now: "2026-03-10T14:59:59+02:00", order: "desc", take: "1" }, rows: [{ h: 11, v: 5 }] },
    { query: { now: "2026-03-11T00:00:00Z", order: "desc", take: "1" }, rows: [{ h: 23, v: 0 }] },
  ])("takes after ordering: $query", async ({ query, rows }) => {
    expect((await ask({ page: "/a", ...query })).rows).toEqual(rows);
  });

  it("ends a range that begins before 1970 at its hours", async () => {
    expect((await ask({ page: "/a", now: "1970-01-01T05:00:00Z" })).range?.to).toBe(5 * HOUR);
  });

  it.each([
    { query: {}, fault: "page is required" },
    { query: { page: "" }, fault: "page is required" },
    { query: { page: "/", now: "noon" }, fault: "now must be an ISO 8601 date-time" },
    { query: { page: "/", now: "" }, fault: "now must be an ISO 8601 date-time" },
    { query: { page: "/", now: "1969-12-31T23:00:00Z" }, fault: "now must be an ISO 8601 date-time" },
    { query: { page: "/", order: "up" }, fault: "order must be asc or desc" },
    { query: { page: "/", take: "0" }, fault: "take must be an integer from 1 to 24" },
    { query: { page: "/", take: "25" }, fault: "take must be an integer from 1 to 24" },
    { query: { page: "/", take: "1.5" }, fault: "take must be an integer from 1 to 24" },
    { query: { page: "/", take: "" }, fault: "take must be an integer from 1 to 24" },
    { query: { page: "/", take: "many" }, fault: "take must be an integer from 1 to 24" },
  ])("refuses $query", async ({ query, fault }) => {
    const asked = ask(query);
    await expect(asked).rejects.toThrow(BadRequest);
    await expect(asked).rejects.toThrow(fault);
  });
});
