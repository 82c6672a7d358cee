import type { Revenue } from "./facts.ts";

/** What a column holds. Instants are epoch ms; a record is an object of texts. */
export type CellKind = "text" | "integer" | "instant" | "boolean" | "record";
export type Cell = string | number | boolean | null | Readonly<Record<string, string>>;

/** A column of the event stores. */
export interface FieldColumn<Value> {
  readonly name: string;
  /** The column's name in exports; null: exports leave it out. */
  readonly exported: string | null;
  readonly kind: CellKind;
  /** Returns the value as exports show it; null: unknown. */
  readonly get: (value: Value) => Cell;
  /** Returns whether a store keeps the cell unchanged. For cells that come from a file. */
  readonly fits: (cell: unknown) => boolean;
}

/** A field of an event: its empty value, and how it is stored. */
export interface Field<Value, At extends number | null = number | null> {
  /**
   * Position in a record of the queue. Append-only: a position is never changed or reused. Null: the worker adds the
   * field.
   */
  readonly at: At;
  readonly empty: Value;
  readonly toRecord: (value: Value) => unknown;
  /** Throws a TypeError that names the fault when the value is invalid and no default can replace it. */
  readonly fromRecord: (raw: unknown) => Value;
  readonly columns: readonly FieldColumn<Value>[];
  /** Reads the value from its columns, the first of which is at `first`. */
  readonly fromRow: (row: readonly unknown[], first: number) => Value;
}

const same = <Value>(value: Value): Value => value;
const textOf = (raw: unknown): string => (typeof raw === "string" ? raw : "");

/** Longer than any text that the edge accepts, in any version. */
const MAX_TEXT = 8192;
const MAX_UNSIGNED_64 = 2n ** 64n - 1n;
/** PostgreSQL's integers are signed. */
const MAX_INTEGER = 2 ** 31 - 1;

const isText = (cell: unknown): boolean =>
  typeof cell === "string" && cell.length <= MAX_TEXT && cell.isWellFormed();
const isLike = (pattern: RegExp) => (cell: unknown) => typeof cell === "string" && pattern.test(cell);
const isInteger = (cell: unknown, most: number): boolean =>
  Number.isSafeInteger(cell) && (cell as number) >= 0 && (cell as number) <= most;

/** A text, "" while unknown. */
export function text<At extends number | null>(at: At, column: string, empty = ""): Field<string, At> {
  return {
    at,
    empty,
    toRecord: same,
    fromRecord: textOf,
    columns: [{ name: column, exported: column, kind: "text", get: same, fits: isText }],
    fromRow: (row, first) => String(row[first]),
  };
}

const isUuid = isLike(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);

/** A canonical UUID. */
export const uuid = <At extends number>(at: At, column: string): Field<string, At> => ({
  ...text(at, column),
  columns: [{ name: column, exported: column, kind: "text", get: same, fits: isUuid }],
  fromRecord(raw) {
    if (typeof raw === "string" && raw.length === 36) return raw;
    throw new TypeError(`an envelope's ${column} must be a UUID`);
  },
});

/** An unsigned 64-bit number as decimal text, which JavaScript's numbers can't hold. "0": nobody. */
export const unsigned64 = <At extends number>(at: At, column: string): Field<string, At> => ({
  ...text(at, column, "0"),
  fromRecord: (raw) => textOf(raw) || "0",
  columns: [
    {
      name: column,
      exported: column,
      kind: "text",
      get: (id) => (id === "0" ? null : id),
      fits: (cell) => isId(cell) && BigInt(cell as string) <= MAX_UNSIGNED_64,
    },
  ],
});

const isId = isLike(/^[1-9]\d{0,19}$/);

/** A number of at most `most`; `empty` replaces one that a record does not have. */
export function integer<At extends number>(
  at: At,
  column: string,
  { empty = 0, most = MAX_INTEGER }: { readonly empty?: number; readonly most?: number } = {},
): Field<number, At> {
  const fits = (cell: unknown) => isInteger(cell, most);
  return {
    at,
    empty,
    toRecord: same,
    fromRecord: (raw) => (typeof raw === "number" ? raw : empty),
    columns: [{ name: column, exported: column, kind: "integer", get: same, fits }],
    fromRow: (row, first) => Number(row[first]),
  };
}

/** The number of a site. An envelope without one belongs to no site. */
export const siteNumber = <At extends number>(at: At, column: string): Field<number, At> => ({
  ...integer(at, column),
  fromRecord(raw) {
    if (Number.isSafeInteger(raw)) return raw as number;
    throw new TypeError("an envelope's siteId must be an integer");
  },
  columns: [
    {
      name: column,
      exported: null,
      kind: "integer",
      get: same,
      fits: (cell) => isInteger(cell, MAX_INTEGER),
    },
  ],
});

/** Epoch ms, UTC. */
export const instant = <At extends number>(at: At, column: string, name: string): Field<number, At> => ({
  ...integer(at, column),
  fromRecord(raw) {
    if (Number.isSafeInteger(raw)) return raw as number;
    throw new TypeError(`an envelope's ${name} must be epoch milliseconds`);
  },
  columns: [
    {
      name: column,
      exported: column,
      kind: "instant",
      get: same,
      fits: (cell) => Number.isSafeInteger(cell),
    },
  ],
});

/** Yes or no. */
export function flag<At extends number>(
  at: At,
  column: string,
  { empty, exported }: { readonly empty: boolean; readonly exported: boolean },
): Field<boolean, At> {
  return {
    at,
    empty,
    toRecord: (value) => (value ? 1 : 0),
    fromRecord: (raw) => (empty ? raw !== 0 : raw === 1),
    columns: [
      {
        name: column,
        exported: exported ? column : null,
        kind: "boolean",
        get: same,
        fits: (cell) => typeof cell === "boolean",
      },
    ],
    fromRow: (row, first) => row[first] === true,
  };
}

/** Several texts that are known together, with their columns in the order of their positions in a record. */
export function texts<Key extends string, At extends number>(
  at: At,
  columns: Readonly<Record<Key, string>>,
): Field<Readonly<Record<Key, string>>, At> {
  const keys = Object.keys(columns) as Key[];
  const read = compileObject<Readonly<Record<Key, string>>>(keys.map((key, index) => [key, textAt, index]));
  const readRow = compileObject<Readonly<Record<Key, string>>>(
    keys.map((key, index) => [key, (row, first) => String(row[first]), index]),
  );
  return {
    at,
    empty: read([], 0),
    toRecord: compileList(keys.map((key) => [key, same])),
    fromRecord: (raw) => read(Array.isArray(raw) ? raw : [], 0),
    columns: keys.map((key) => ({
      name: columns[key],
      exported: columns[key],
      kind: "text",
      get: (values) => values[key],
      fits: isText,
    })),
    fromRow: readRow,
  };
}

const textAt = (list: readonly unknown[], at: number): string => textOf(list[at]);

/** Texts under names that the sender chose. */
export const properties = <At extends number>(
  at: At,
  column: string,
): Field<Readonly<Record<string, string>>, At> => ({
  at,
  empty: {},
  toRecord: same,
  fromRecord: (raw) => (raw ?? {}) as Record<string, string>,
  columns: [{ name: column, exported: column, kind: "record", get: same, fits: isRecordOfTexts }],
  fromRow: (row, first) => row[first] as Record<string, string>,
});

const isRecordOfTexts = (cell: unknown): boolean =>
  typeof cell === "object" &&
  cell !== null &&
  !Array.isArray(cell) &&
  Object.entries(cell).every((entry) => entry.every(isText));

/** An amount of money; null when there is none. */
export const money = <At extends number>(
  at: At,
  { amount, currency }: { readonly amount: string; readonly currency: string },
): Field<Revenue | null, At> => ({
  at,
  empty: null,
  toRecord: (revenue) => (revenue === null ? null : [revenue.amount, revenue.currency]),
  fromRecord: (raw) => (Array.isArray(raw) ? { amount: textOf(raw[0]), currency: textOf(raw[1]) } : null),
  columns: [
    {
      name: amount,
      exported: "revenue_amount",
      kind: "text",
      get: (revenue) => revenue?.amount ?? null,
      // What fits Decimal(18, 4).
      fits: isLike(/^-?\d{1,14}(?:\.\d{1,4})?$/),
    },
    {
      name: currency,
      exported: "revenue_currency",
      kind: "text",
      get: (revenue) => revenue?.currency ?? null,
      fits: isLike(/^[A-Z]{3}$/),
    },
  ],
  fromRow(row, first) {
    const code = String(row[first + 1]);
    return code === "" ? null : { amount: String(row[first]), currency: code };
  },
});

type Read = (list: readonly unknown[], at: number) => unknown;

/**
 * Returns a function that builds an object from a list: each key by its reader, from its position counted from `first`.
 * Compiled to one object literal: a loop that sets keys takes 1.8 us for an event, the literal 0.3 us, and every event
 * that a worker writes passes here. Keys come from our own tables, never from input.
 */
export function compileObject<Made>(
  entries: readonly (readonly [key: string, read: Read, at: number])[],
): (list: readonly unknown[], first: number) => Made {
  const properties = entries.map(
    ([key, , at], index) => `${JSON.stringify(key)}: readers[${index}](list, first + ${at})`,
  );
  const make = new Function("readers", `return (list, first) => ({ ${properties.join(", ")} });`);
  return make(entries.map(([, read]) => read));
}

/**
 * Returns a function that lists the results of `write` for some of an object's keys, in their order. Compiled for the
 * same reason.
 */
export function compileList<From>(
  entries: readonly (readonly [key: string, write: (value: never) => unknown])[],
): (from: From) => unknown[] {
  const items = entries.map(([key, write], index) => {
    const value = `from[${JSON.stringify(key)}]`;
    return write === same ? value : `writers[${index}](${value})`;
  });
  const make = new Function("writers", `return (from) => [${items.join(", ")}];`);
  return make(entries.map(([, write]) => write));
}
