import { describe, expect, it } from "vitest";
import { NOON, uuid } from "../../../test/build/build-envelope.ts";
import type { Event } from "../../domain/event/event.ts";
import { FIELD_LIST } from "../../domain/event/event-fields.ts";
import * as clickhouse from "./clickhouse/rows.ts";
import { COLUMNS, decodeRow } from "./columns.ts";
import * as postgres from "./postgres/rows.ts";

const NUMBERED = ["visitor_id", "previous_visitor_id", "user_id"];

/** A value of each column that no other column has. */
const CELLS: readonly unknown[] = FIELD_LIST.flatMap(([name, { columns, empty }]) =>
  columns.map((column) => {
    const at = COLUMNS.indexOf(column.name);
    if (name === "id") return uuid(at);
    if (NUMBERED.includes(column.name)) return String(at);
    if (column.name === "revenue") return "12.5";
    return {
      text: column.name,
      integer: 1000 + at,
      instant: NOON + at,
      boolean: !(empty as boolean),
      record: { [column.name]: "x" },
    }[column.kind];
  }),
);
const EVENT: Event = decodeRow(CELLS);

/** The writers are written by hand: a field that one of them leaves out or puts elsewhere is stored as another. */
describe("a row of every field, by hand", () => {
  it("is what the table says, for ClickHouse", () => {
    const line = JSON.parse(clickhouse.encodeRows([EVENT]).bytes.toString());
    const wanted = COLUMNS.map((column, at) =>
      column === "received_at" ? EVENT.receivedAt - EVENT.timestamp : CELLS[at],
    );
    expect(Object.fromEntries(line.map((cell: unknown, at: number) => [COLUMNS[at] ?? at, cell]))).toEqual(
      Object.fromEntries(COLUMNS.map((column, at) => [column, wanted[at]])),
    );
  });

  it("is what the table says, for PostgreSQL", () => {
    const { copyText } = postgres.splitRows(postgres.encodeRows([EVENT]));
    const line = copyText.toString().replace(/\n$/, "").split("\t");
    const shown = (cell: unknown, column: string) => {
      if (typeof cell === "boolean") return cell ? "t" : "f";
      if (typeof cell === "object") return JSON.stringify(cell);
      return /^(timestamp|received_at)$/.test(column) ? new Date(Number(cell)).toISOString() : String(cell);
    };
    expect(Object.fromEntries(line.map((cell, at) => [COLUMNS[at] ?? at, cell]))).toEqual(
      Object.fromEntries(COLUMNS.map((column, at) => [column, shown(CELLS[at], column)])),
    );
  });

  it("is read back whole", () => {
    for (const [name, { columns }] of FIELD_LIST) {
      const values = columns.map(({ get }) => get(EVENT[name] as never));
      expect(values, name).toEqual(columns.map((column) => CELLS[COLUMNS.indexOf(column.name)]));
    }
  });
});
