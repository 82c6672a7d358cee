/** The part of a libsql database that Kysely uses. */
export interface SqliteDatabase {
  prepare(statement: string): SqliteStatement;
  exec(statement: string): unknown;
  close(): void;
}

interface SqliteStatement {
  readonly reader: boolean;
  all(values: readonly unknown[]): unknown[];
  run(values: readonly unknown[]): unknown;
  iterate(values: readonly unknown[]): IterableIterator<unknown>;
}

/**
 * Returns the database with parameters converted to kinds that libsql knows: it ends the process on any other.
 * Statements throw TypeError for a value that has no such kind.
 */
export function bindingKnownKinds(database: SqliteDatabase): SqliteDatabase {
  return {
    exec: (statement) => database.exec(statement),
    close: () => database.close(),
    prepare(text) {
      const statement = database.prepare(text);
      return {
        get reader() {
          return statement.reader;
        },
        all: (values) => statement.all(values.map(toBindable)),
        run: (values) => statement.run(values.map(toBindable)),
        iterate: (values) => statement.iterate(values.map(toBindable)),
      };
    },
  };
}

type Bindable = string | number | bigint | null | Buffer;

function toBindable(value: unknown): Bindable {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "undefined":
      return null;
    case "object":
      return fromObject(value);
    default:
      throw new TypeError(`[accounts:sqlite] a ${typeof value} can't be a parameter`);
  }
}

function fromObject(value: object | null): Bindable {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  throw new TypeError(
    `[accounts:sqlite] a ${value.constructor?.name ?? "null prototype"} can't be a parameter`,
  );
}
