import { basename } from "node:path";
import { ImportFault } from "../import-fault.ts";
import type { ReadRow, ReadRows } from "../rows/read-row.ts";
import { ColumnTally } from "../rows/tally-columns.ts";
import type { DayRows } from "./figures.ts";
import { makeDay } from "./make-day.ts";
import { openTableDays, type TableDays } from "./table-days.ts";
import { PLAUSIBLE_TABLES, type PlausibleTableName } from "./tables.data.ts";

type Tables = Readonly<Record<PlausibleTableName, TableDays>>;

/**
 * Plausible's CSV export: a file of daily totals per dimension. Visits are made up for each day that come to the same
 * totals; what was combined with what the export does not say.
 */
export const readPlausible: ReadRows = async function* readPlausible({ site, zone, files, onBytes }) {
  const skippedRows: ReadRow[] = [];
  const tally = new ColumnTally();
  const tables = openTables({ files, onBytes, onSkipped: (row) => skippedRows.push(row), tally });
  try {
    for (
      let date = await tables.visitors.nextDate();
      date !== null;
      date = await tables.visitors.nextDate()
    ) {
      const rows = await takeDay(tables, date);
      yield* skippedRows.splice(0);
      yield* makeDay({ site, zone, date, rows });
    }
    // What stands behind the last day of the totals.
    await takeDay(tables, "9999-12-31");
    yield* skippedRows.splice(0);
    yield* tally.rows();
  } finally {
    await Promise.all(Object.values(tables).map((table) => table.close()));
  }
};

function openTables(options: Omit<Parameters<typeof openTableDays>[0], "table">): Tables {
  if (filesOf("visitors", options.files).length === 0)
    throw new ImportFault(
      "the export",
      "there is no imported_visitors….csv: name the folder with all files of Plausible's export",
    );
  const open = (name: PlausibleTableName) =>
    openTableDays({ ...options, table: PLAUSIBLE_TABLES[name], files: filesOf(name, options.files) });
  return mapTables(open);
}

function filesOf(name: PlausibleTableName, files: readonly string[]): string[] {
  const fits = new RegExp(`^${PLAUSIBLE_TABLES[name].name}(_\\d{8}_\\d{8})?\\.csv(\\.gz)?$`);
  return files.filter((path) => fits.test(basename(path)));
}

/** The rows of a date, of every table. */
async function takeDay(tables: Tables, date: string): Promise<DayRows> {
  const taken = await Promise.all(
    Object.entries(tables).map(async ([name, table]) => [name, await table.take(date)] as const),
  );
  return Object.fromEntries(taken) as unknown as DayRows;
}

function mapTables<Made>(
  make: (name: PlausibleTableName) => Made,
): Readonly<Record<PlausibleTableName, Made>> {
  const names = Object.keys(PLAUSIBLE_TABLES) as PlausibleTableName[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<PlausibleTableName, Made>;
}
