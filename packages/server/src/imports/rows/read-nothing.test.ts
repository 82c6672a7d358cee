import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { isQuotedField } from "./csv-row.ts";
import type { ColumnKind } from "./marks-for-nothing.data.ts";
import { readCsv } from "./read-csv.ts";
import { ColumnTally } from "./tally-columns.ts";

const newFolder = useTempFolders();
const KINDS = {
  session: "id",
  at: "date",
  country: "place",
  browser: "agent",
  gclid: "click id",
  referrer: "referrer",
  path: "path",
  campaign: "campaign",
  title: "title",
  name: "name",
} as const satisfies Record<string, ColumnKind>;
type Column = keyof typeof KINDS;

/** The first row, read with the rest of the file behind it. */
async function firstOf(cells: Partial<Record<Column, string>>, more: Partial<Record<Column, string>> = {}) {
  const path = join(newFolder(), "a.csv");
  const columns = Object.keys(KINDS) as Column[];
  const line = (row: Partial<Record<Column, string>>) => columns.map((name) => row[name] ?? "x").join(",");
  writeFileSync(path, `${columns.join(",")}\n${line(cells)}\n${line(more)}\n`);
  for await (const row of readCsv({ path, required: [], kinds: KINDS, onBytes: () => {} }))
    return (column: Column) => row.text(column);
  throw new Error("no row");
}

describe("marks for nothing", () => {
  it.each(Object.keys(KINDS) as Column[])("are empty cells and \\N in the column %s", async (column) => {
    for (const mark of ["", '""', "\\N", '"\\N"', " ", " \\N "])
      expect((await firstOf({ [column]: mark }))(column)).toBe("");
  });

  it.each<{ column: Column; marks: string[] }>([
    {
      column: "session",
      marks: ["NULL", "00000000-0000-0000-0000-000000000000", "0", "undefined", '"NULL"'],
    },
    { column: "at", marks: ["NULL", "None", "-"] },
    { column: "country", marks: ["NULL", "(unknown)", "unknown", "(not set)", "null"] },
    { column: "browser", marks: ["NULL", "(unknown)", "None", "(not set)", "n/a"] },
    { column: "gclid", marks: ["NULL", "null", "undefined", "-", "(not set)", "nan"] },
    { column: "referrer", marks: ["NULL", "-", "(direct)", "(none)", '"null"'] },
    { column: "path", marks: ["NULL", "(not set)", "-", "[NULL]"] },
    { column: "campaign", marks: ["(not set)", "(none)", "(Direct)", "(not provided)"] },
  ])("of $column are $marks, whatever else the file holds", async ({ column, marks }) => {
    for (const mark of marks) expect([mark, (await firstOf({ [column]: mark }))(column)]).toEqual([mark, ""]);
  });

  it.each<{ column: Column; values: string[] }>([
    { column: "path", values: ["/NULL", "/-", "/null", "/(not set)", "/undefined"] },
    { column: "campaign", values: ["null", "NULL", "None", "-", "undefined", "none", "unknown"] },
    { column: "title", values: ["None", "NULL", "null", "-", "(not set)", "undefined", "N/A"] },
    { column: "name", values: ["null", "None", "undefined", "-", "(none)"] },
    // Namibia; and what begins like a mark.
    { column: "country", values: ["NA"] },
    { column: "browser", values: ["Nullsoft", "None of them"] },
    { column: "session", values: ["00000000-0000-0000-0000-000000000001"] },
  ])("are not $values in $column where the file says nothing in another way", async ({ column, values }) => {
    for (const value of values)
      expect((await firstOf({ [column]: value }, { gclid: "", referrer: "\\N" }))(column)).toBe(value);
  });

  it.each<{ cells: Partial<Record<Column, string>>; campaign: string; what: string }>([
    {
      cells: { gclid: "NULL", campaign: "NULL" },
      campaign: "",
      what: "the word that the file writes for null",
    },
    {
      cells: { gclid: "NULL", campaign: '"NULL"' },
      campaign: "NULL",
      what: "a quoted text beside a bare null",
    },
    { cells: { gclid: '"NULL"', campaign: '"NULL"' }, campaign: "", what: "a null in quotes, as all is" },
    { cells: { gclid: "NULL", campaign: "null" }, campaign: "null", what: "another spelling of it" },
    {
      cells: { browser: "unknown", campaign: "unknown" },
      campaign: "unknown",
      what: "what only browsers are",
    },
    { cells: { referrer: "-", campaign: "-" }, campaign: "", what: "a dash in a file of dashes" },
  ])("are told by the rest of the file: $what", async ({ cells, campaign }) => {
    expect((await firstOf(cells))("campaign")).toBe(campaign);
    expect((await firstOf({ campaign: cells.campaign ?? "" }, cells))("campaign")).toBe(campaign);
  });
});

describe("isQuotedField", () => {
  it.each([
    { raw: 'a,"b",c\n', is: [false, true, false] },
    { raw: '"a,""x",b,"c"', is: [true, false, true] },
    { raw: '"a\nb";"";c', delimiter: ";", is: [true, true, false] },
    { raw: "a", is: [false, false] },
    { raw: '"never closed', is: [true, false] },
  ])("of $raw is $is", ({ raw, delimiter = ",", is }) => {
    expect(is.map((_, index) => isQuotedField(raw, index, delimiter))).toEqual(is);
  });
});

describe("ColumnTally", () => {
  const summaries = (tally: ColumnTally) =>
    Object.fromEntries(
      [...tally.rows()].flatMap((row) => (row.kind === "column" ? [[row.summary.column, row.summary]] : [])),
    );

  it("counts marks, and warns of a column that holds one value, or none where one is needed", () => {
    const tally = new ColumnTally();
    for (let row = 0; row < 60; row++) {
      tally.add("utm_source", "campaign", "<nothing>", null);
      tally.add("utm_medium", "campaign", row === 7 ? "b" : "a", null);
      tally.add("utm_term", "campaign", "a", row < 10 ? "\\N" : null);
      tally.add("website_id", "fixed", "w1", null);
      tally.add("session_id", "id", "", "\\N");
      tally.add("gclid", "click id", "", row < 20 ? "\\N" : "empty");
    }
    const found = summaries(tally);
    expect(found.utm_source?.warning).toContain('the column utm_source holds "<nothing>" in all 60 rows');
    expect(found.session_id?.warning).toBe("the column session_id is empty in all 60 rows");
    expect([...(found.gclid?.nothing ?? [])]).toEqual([
      ["\\N", 20],
      ["empty", 40],
    ]);
    for (const column of ["utm_medium", "utm_term", "website_id", "gclid"])
      expect(found[column]?.warning).toBeNull();
  });

  it("does not wonder at few rows", () => {
    const tally = new ColumnTally();
    for (let row = 0; row < 49; row++) tally.add("utm_source", "campaign", "a", null);
    expect(summaries(tally).utm_source?.warning).toBeNull();
  });
});
