/** A row of a table, its values as the database returned them. */
export type TableRow = Readonly<Record<string, unknown>>;

/** Rows of one table of an accounts database. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly TableRow[];
  /** The highest id that the table has given, to rows that are gone too; 0 for a table that does not number its rows. */
  readonly lastId: number;
}

/** How many rows of a table were copied, and how many were there already. */
export interface CopiedTable {
  readonly table: string;
  readonly copied: number;
  readonly known: number;
}

/** Copies an accounts store to another, whatever their engines. Called by `millrace move`. */
export interface AccountsCopy {
  /**
   * Returns every row that moves, tables before those that refer to them and each table at least once. Sign-ins and what
   * else lasts for minutes stay behind.
   */
  exportTables(): AsyncIterable<TableRows>;
  /**
   * Adds the rows of another store in one transaction. Rows keep their ids; goals, annotations and erasures get others
   * where theirs are taken. Rows that are here already stay as they are. Throws, having written nothing, when people
   * have accounts here that the other store does not have, when somebody has signed in here, or when a row has the name
   * or id of another one here.
   */
  importTables(tables: AsyncIterable<TableRows>): Promise<readonly CopiedTable[]>;
}
