import { expect, it } from "vitest";
import { buildEnvelope } from "../../test/build/build-envelope.ts";
import { describeImport } from "./describe-import.ts";
import { createImportReport } from "./import-report.ts";

it("tells an import's times by the site's clock, and what its columns hold", () => {
  const report = createImportReport();
  const at = Date.parse("2026-07-01T21:30:00Z");
  report.event(buildEnvelope({ timestamp: at + 60_000 }), "2026-07-01");
  report.event(buildEnvelope({ timestamp: at }), "2026-07-01");
  report.skipped("bot", "a.csv:3");
  report.column({ column: "utm_source", rows: 3, nothing: new Map([["\\N", 2]]), warning: null });
  report.column({ column: "gclid", rows: 3, nothing: new Map([["\\N", 3]]), warning: null });
  report.column({ column: "title", rows: 3, nothing: new Map([["empty", 1]]), warning: "the column is odd" });
  expect(describeImport(report.result(), "would be imported", "Europe/Berlin")).toEqual([
    "2 events, 2 of them page views, would be imported, on 1 day from 2026-07-01 to 2026-07-01.",
    "From 2026-07-01T23:30:00+02:00 (2026-07-01T21:30:00.000Z) to 2026-07-01T23:31:00+02:00 (2026-07-01T21:31:00.000Z), in the time zone Europe/Berlin.",
    "Skipped 1: bot (a.csv:3)",
    "Cells read as empty, \\N: utm_source 2, gclid all.",
    "Cells read as empty, empty: title 1.",
    "Warning: the column is odd.",
  ]);
});
