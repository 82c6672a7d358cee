import { basename } from "node:path";
import { isIsoDate } from "../../domain/time-zone/zoned-time.ts";
import { ImportFault } from "../import-fault.ts";
import { type CsvRow, readCsv } from "../rows/read-csv.ts";
import { type ReadRow, skipped } from "../rows/read-row.ts";
import type { ColumnTally } from "../rows/tally-columns.ts";
import { PLAUSIBLE_KINDS, type PlausibleTable } from "./tables.data.ts";

/** No site has more a day than this; a larger figure is a broken one. */
const MOST_A_DAY = 20_000_000;

/** A table of daily rows, taken day by day. */
export interface TableDays {
  /** The next date that has rows; null at the end. */
  nextDate(): Promise<string | null>;
  /** The rows of a date. Rows of dates before it that nobody took are skipped. */
  take(date: string): Promise<readonly CsvRow[]>;
  close(): Promise<void>;
}

/** Reads one table from its files, which follow each other in time. Only a day is held at once: throws ImportFault where dates go back. */
export function openTableDays(options: {
  readonly table: PlausibleTable;
  readonly files: readonly string[];
  readonly onBytes: (bytes: number) => void;
  readonly onSkipped: (row: ReadRow) => void;
  readonly tally: ColumnTally;
}): TableDays {
  const { onSkipped } = options;
  const rows = checkedRows(options);
  let next: CsvRow | null = null;
  let isAtEnd = false;

  async function peek(): Promise<CsvRow | null> {
    if (next !== null || isAtEnd) return next;
    const { value, done } = await rows.next();
    isAtEnd = done === true;
    next = done === true ? null : value;
    return next;
  }

  return {
    nextDate: async () => (await peek())?.text("date") ?? null,
    async take(date) {
      const taken: CsvRow[] = [];
      for (let row = await peek(); row !== null && row.text("date") <= date; row = await peek()) {
        if (row.text("date") === date) taken.push(row);
        else onSkipped(skipped("day without totals", row.place));
        next = null;
      }
      return taken;
    },
    async close() {
      await rows.return(undefined);
    },
  };
}

async function* checkedRows({
  table,
  files,
  onBytes,
  onSkipped,
  tally,
}: Parameters<typeof openTableDays>[0]): AsyncGenerator<CsvRow, undefined> {
  let last = "";
  const tallyPrefix = `${table.name}.`;
  const csv = { required: table.required, kinds: PLAUSIBLE_KINDS, tallyPrefix, tally, onBytes };
  for (const path of files) {
    for await (const row of readCsv({ ...csv, path })) {
      const reason = faultOf(row, table);
      if (reason !== null) {
        onSkipped(skipped(reason, row.place));
        continue;
      }
      const date = row.text("date");
      if (date < last)
        throw new ImportFault(
          row.place,
          `${date} comes after ${last}: sort the rows of ${basename(path)} by date, and let no two files overlap`,
        );
      last = date;
      yield row;
    }
  }
}

function faultOf(
  row: CsvRow,
  { counts }: PlausibleTable,
): "column missing in the row" | "bad date" | "bad number" | null {
  if (!row.isWhole) return "column missing in the row";
  if (!isIsoDate(row.text("date"))) return "bad date";
  const isCount = (text: string, most: number) => /^\d{1,15}$/.test(text) && Number(text) <= most;
  // A duration is a sum of seconds.
  const isGood = counts.every((column) =>
    isCount(row.text(column), column === "visit_duration" ? Number.MAX_SAFE_INTEGER : MOST_A_DAY),
  );
  return isGood ? null : "bad number";
}
