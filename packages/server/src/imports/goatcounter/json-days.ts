import { isIsoDate } from "../../domain/time-zone/zoned-time.ts";
import { ImportFault } from "../import-fault.ts";
import { type JsonLine, readJsonLines } from "../rows/read-json-lines.ts";

/** Lines of figures, taken by the day they are of. */
export interface JsonDays {
  /** The next date that has lines; null at the end. */
  nextDate(): Promise<string | null>;
  /** The lines of a date, and those of dates before it that nobody took. */
  take(date: string): Promise<readonly JsonLine[]>;
}

/** Only a day is held at once: throws ImportFault where dates go back. `key` holds a date or a time in UTC. */
export function openJsonDays(
  path: string | undefined,
  key: string,
  onBytes: (bytes: number) => void,
): JsonDays {
  const lines = path === undefined ? null : readJsonLines(path, onBytes);
  let next: { line: JsonLine; date: string } | null = null;
  let last = "";

  async function peek(): Promise<typeof next> {
    if (next !== null || lines === null) return next;
    const { value, done } = await lines.next();
    if (done === true) return null;
    const date = value.text(key).slice(0, 10);
    if (!isIsoDate(date)) throw new ImportFault(value.place, `its ${key} is not a date`);
    if (date < last)
      throw new ImportFault(value.place, `${date} comes after ${last}: sort the lines by time`);
    last = date;
    next = { line: value, date };
    return next;
  }

  return {
    nextDate: async () => (await peek())?.date ?? null,
    async take(date) {
      const taken: JsonLine[] = [];
      for (let found = await peek(); found !== null && found.date <= date; found = await peek()) {
        if (found.date === date) taken.push(found.line);
        next = null;
      }
      return taken;
    },
  };
}
