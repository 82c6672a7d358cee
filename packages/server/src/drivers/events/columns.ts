import type { Event } from "../../domain/event/event.ts";
import { FIELD_LIST } from "../../domain/event/event-fields.ts";
import { compileObject } from "../../domain/event/field-kinds.ts";

/** Columns of a row, in the order in which every store writes and reads it. */
export const COLUMNS: readonly string[] = FIELD_LIST.flatMap(([, { columns }]) =>
  columns.map(({ name }) => name),
);

const read = compileObject<Event>(
  FIELD_LIST.map(([name, { columns, fromRow }]) => [name, fromRow, COLUMNS.indexOf(columns[0]?.name ?? "")]),
);

/** Reads COLUMNS of a whole row: instants as epoch ms, numbers that JavaScript's can't hold as decimal text. */
export const decodeRow = (row: readonly unknown[]): Event => read(row, 0);
