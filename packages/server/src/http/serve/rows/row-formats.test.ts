import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { ROW_FORMATS } from "./index.ts";
import type { Column, Row, RowFormat } from "./row-format.ts";

const COLUMNS: readonly Column[] = [
  { name: "text", kind: "text" },
  { name: "count", kind: "integer" },
  { name: "share", kind: "decimal" },
  { name: "at", kind: "instant" },
  { name: "yes", kind: "boolean" },
  { name: "props", kind: "record" },
];
const AT = Date.parse("2026-03-10T09:00:00.123Z");
const ROWS: readonly Row[] = [
  ["plain", 1, 0.5, AT, true, { plan: "pro" }],
  ['a "quoted", text\r\nof two lines ü', 9_007_199_254_740_991, 33.3, AT, false, {}],
  ["=1+1", 0, 0, 0, true, { __proto__x: "y", 'k"': "ü" }],
  ["", null, null, null, null, null],
];

async function encoded(format: RowFormat, pages: readonly (readonly Row[])[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const all = (async function* () {
    yield* pages;
  })();
  for await (const chunk of format.encode(COLUMNS, all)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const readParquet = async (bytes: Buffer) =>
  parquetReadObjects({ file: new Uint8Array(bytes).buffer, utf8: true });

describe("row formats", () => {
  it("writes CSV by RFC 4180 and alters no value", async () => {
    expect((await encoded(ROW_FORMATS.csv, [ROWS])).toString()).toBe(
      [
        "text,count,share,at,yes,props\r\n",
        'plain,1,0.5,2026-03-10T09:00:00.123Z,true,"{""plan"":""pro""}"\r\n',
        '"a ""quoted"", text\r\nof two lines ü",9007199254740991,33.3,2026-03-10T09:00:00.123Z,false,{}\r\n',
        '=1+1,0,0,1970-01-01T00:00:00.000Z,true,"{""__proto__x"":""y"",""k\\"""":""ü""}"\r\n',
        ",,,,,\r\n",
      ].join(""),
    );
  });

  it("writes NDJSON", async () => {
    const lines = (await encoded(ROW_FORMATS.ndjson, [ROWS])).toString().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      ROWS.map(([text, count, share, at, yes, props]) => ({
        text,
        count,
        share,
        at: at === null ? null : new Date(at as number).toISOString(),
        yes,
        props,
      })),
    );
  });

  it("writes Parquet that reads back the same", async () => {
    expect(await readParquet(await encoded(ROW_FORMATS.parquet, [ROWS]))).toEqual(
      ROWS.map(([text, count, share, at, yes, props]) => ({
        text,
        count: count === null ? null : BigInt(count as number),
        share,
        at: at === null ? null : new Date(at as number),
        yes,
        props,
      })),
    );
  });

  it("writes Parquet of many pages, a row group for a few thousand rows", async () => {
    const page = (from: number): Row[] =>
      Array.from({ length: 5000 }, (_, at) => [`row ${from + at}`, from + at, null, null, null, null]);
    const rows = await readParquet(await encoded(ROW_FORMATS.parquet, [page(0), page(5000), page(10_000)]));
    expect(rows).toHaveLength(15_000);
    expect(rows.every(({ text, count }, at) => text === `row ${at}` && count === BigInt(at))).toBe(true);
  });

  it.each(["csv", "ndjson", "parquet"] as const)("writes no rows as %s", async (name) => {
    const bytes = await encoded(ROW_FORMATS[name], []);
    if (name === "parquet") expect(await readParquet(bytes)).toEqual([]);
    else expect(bytes.toString()).toBe(name === "csv" ? "text,count,share,at,yes,props\r\n" : "");
  });
});
