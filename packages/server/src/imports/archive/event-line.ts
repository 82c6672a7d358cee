import type { Event } from "../../domain/event/event.ts";
import { FIELD_LIST } from "../../domain/event/event-fields.ts";
import type { Cell, Field, FieldColumn } from "../../domain/event/field-kinds.ts";

type Name = keyof Event;
interface LineColumn extends FieldColumn<unknown> {
  readonly blank: Cell;
}

/** Never left out: they say what a line is, and no default could replace them. */
const REQUIRED: ReadonlySet<string> = new Set(["id", "name", "timestamp", "received_at"]);
/** ISO 8601 in UTC, as an export writes it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The fields of an event that its archive keeps: all but the site's number, which belongs to one instance. */
const FIELDS = (FIELD_LIST as unknown as readonly (readonly [Name, Field<unknown>])[])
  .filter(([field]) => field !== "siteId")
  .map(([field, { columns, empty, fromRow }]) => ({
    field,
    empty,
    fromRow,
    columns: columns.map((column): LineColumn => {
      const name = column.exported ?? column.name;
      return { ...column, name, blank: column.get(empty) };
    }),
  }));
const COLUMNS: ReadonlyMap<string, LineColumn> = new Map(
  FIELDS.flatMap(({ columns }) => columns.map((column) => [column.name, column] as const)),
);

/**
 * Returns an event as a line of JSON, without its end. Columns have the names of an export of events; those that have
 * their field's empty value are left out.
 */
export function encodeEventLine(event: Event): string {
  const cells: [string, unknown][] = [];
  for (const { field, columns } of FIELDS) {
    for (const column of columns) {
      const cell = column.get(event[field]);
      if (REQUIRED.has(column.name) || !isBlank(cell, column)) cells.push([column.name, shown(cell, column)]);
    }
  }
  return JSON.stringify(Object.fromEntries(cells));
}

function isBlank(cell: Cell, { kind, blank }: LineColumn): boolean {
  if (kind === "record") return Object.keys(cell as object).length === 0;
  return cell === null || cell === blank;
}

const shown = (cell: Cell, { kind }: LineColumn): Cell =>
  kind === "instant" ? new Date(cell as number).toISOString() : cell;

/** Reads a line of encodeEventLine as an event of a site. Throws a TypeError that names the column and the fault. */
export function decodeEventLine(line: string, siteId: number): Event {
  const cells = readCells(line);
  const missing = [...REQUIRED].find((name) => !cells.has(name));
  if (missing !== undefined) throw new TypeError(`${missing} is missing`);
  const values = FIELDS.map(({ field, empty, fromRow, columns }) => {
    const isThere = columns.some(({ name }) => cells.has(name));
    return [
      field,
      isThere
        ? fromRow(
            columns.map(({ name }) => cells.get(name) ?? ""),
            0,
          )
        : empty,
    ];
  });
  return { ...(Object.fromEntries(values) as Omit<Event, "siteId">), siteId };
}

function readCells(line: string): ReadonlyMap<string, unknown> {
  const cells = new Map<string, unknown>();
  for (const [name, raw] of Object.entries(readObject(line))) {
    const column = COLUMNS.get(name);
    if (column === undefined)
      throw new TypeError(
        `the column ${JSON.stringify(name.slice(0, 100))} is unknown here: an archive of a newer Millrace needs one as new`,
      );
    const cell = column.kind === "instant" ? readInstant(raw) : raw;
    if (!column.fits(cell)) throw new TypeError(`${name} has a value that no event can have`);
    cells.set(name, cell);
  }
  return cells;
}

function readObject(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Told below, as of any other line that is no object.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new TypeError("the line is not a JSON object");
}

const readInstant = (raw: unknown): number =>
  typeof raw === "string" && INSTANT.test(raw) ? Date.parse(raw) : Number.NaN;
