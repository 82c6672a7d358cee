import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { readCsv } from "./read-csv.ts";

const newFolder = useTempFolders();

async function rowsOf(content: string | Buffer, name = "a.csv") {
  const path = join(newFolder(), name);
  writeFileSync(path, content);
  const rows = [];
  const required = ["date", ["visits", "entrances"]];
  const kinds = { date: "date", visits: "number", nothing: "query" } as const;
  for await (const row of readCsv({ path, required, kinds, onBytes: () => {} })) {
    rows.push([row.place, row.isWhole, row.text("date"), row.text("visits"), row.text("nothing")]);
  }
  return rows;
}

describe("readCsv", () => {
  it.each([
    { what: "plain", content: "date,visits\n1,2\n" },
    { what: "with CRLF", content: "date,visits\r\n1,2\r\n" },
    { what: "with a BOM", content: "\ufeffdate,visits\n1,2\n" },
    { what: "with a BOM and quotes", content: '\ufeff"date","visits"\n"1","2"\n' },
    { what: "with semicolons", content: "date;visits\n1;2\n" },
    { what: "with tabs", content: "date\tvisits\n1\t2\n" },
    { what: "with semicolons, and commas in a name", content: 'date;visits;"a,b,c,d"\n1;2;"x,y"\n' },
    { what: "whose first line names its delimiter", content: "sep=;\r\ndate;visits\r\n1;2\r\n", line: 3 },
    { what: "with other capitals", content: "DATE,Visits\n1,2\n" },
    {
      what: "with blanks and quotes around names",
      content: ' "date" , visits \n1,2\n'.replace(' "', '"').replace('" ,', '",'),
    },
    {
      what: "in UTF-16, as Excel saves it",
      content: Buffer.from("\ufeffdate\tvisits\r\n1\t2\r\n", "utf16le"),
    },
    {
      what: "in UTF-16 of the other order",
      content: Buffer.from("\ufeffdate\tvisits\n1\t2\n", "utf16le").swap16(),
    },
    { what: "with blank lines", content: "date,visits\n\n1,2\n\n", line: 3 },
    { what: "without a last newline", content: "date,visits\n1,2" },
    { what: "packed", content: gzipSync("date,visits\n1,2\n"), name: "a.csv.gz" },
  ])("reads a file $what", async ({ content, name = "a.csv", line = 2 }) => {
    expect(await rowsOf(content, name)).toEqual([[`${name}:${line}`, true, "1", "2", ""]]);
  });

  it("passes hostile fields on as they are, and marks rows that lack some", async () => {
    const long = "x".repeat(2 ** 20);
    const rows = await rowsOf(`visits,date\n\0,"a\nb"\n"${long}",""""\n1\n1,2,3\n`);
    expect(rows.map(([, ...rest]) => rest)).toEqual([
      [true, "a\nb", "\0", ""],
      [true, '"', long, ""],
      [false, "", "1", ""],
      [false, "2", "1", ""],
    ]);
  });

  it.each([
    {
      what: "no such column",
      content: "date,other\n",
      fault: "[import] a.csv: the column visits or entrances is missing; the header is: date, other",
    },
    {
      what: "data in the header's place",
      content: "2026-07-01,12\n2026-07-02,12\n",
      fault: "the first line is data, not a header: 2026-07-01, 12; add a header line with the column names",
    },
    {
      what: "the same data twice in the header's place",
      content: "12,12,/a\n",
      fault: "the first line is data, not a header",
    },
    {
      what: "UTF-16 that does not say so",
      content: Buffer.from("date,visits\n1,2\n", "utf16le"),
      fault: "not UTF-8 text",
    },
    { what: "no header", content: "", fault: "[import] a.csv: the file is empty" },
    { what: "a column twice", content: "date,visits,date\n", fault: "two columns have the same name" },
    { what: "a quote that nothing closes", content: 'date,visits\n"1,2\n3,4\n', fault: "invalid CSV" },
    { what: "a quote inside a field", content: 'date,visits\n1"2,3\n', fault: "line 2" },
    {
      what: "an endless quote",
      content: `date,visits\n"${"x".repeat(17 * 2 ** 20)}`,
      fault: "longer than 16 MB",
    },
    {
      what: "half a gzip file",
      content: gzipSync("date,visits\n1,2\n").subarray(0, 30),
      name: "a.csv.gz",
      fault: "the gzip file is incomplete or damaged",
    },
    {
      what: "text that calls itself gzip",
      content: "date",
      name: "a.csv.gz",
      fault: "the gzip file is incomplete or damaged",
    },
  ])("refuses a file with $what", async ({ content, name = "a.csv", fault }) => {
    await expect(rowsOf(content, name)).rejects.toThrow(fault);
  });
});
