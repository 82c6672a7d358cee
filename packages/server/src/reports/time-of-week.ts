import type { QueryReply, TableRow } from "@millrace/protocol";
import { queryPages } from "../query/query-pages.ts";
import { RANGE_PARAMETERS, type Report } from "./report.ts";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

/**
 * Figures by weekday (1 is Monday) and hour of day in the site's zone: 168 rows, those without events included. An
 * hour of one day has visitors, visits and page views of its own, so those of a cell add up.
 */
export const timeOfWeek: Report = {
  name: "time-of-week",
  title: "Time of week",
  shape: "heatmap",
  parameters: RANGE_PARAMETERS,
  rowDimensions: ["weekday", "hour"],
  toQuery: () => ({ metrics: ["visitors", "visits", "pageviews"], dimensions: ["time:hour"] }),
  async answer(query, options) {
    const cells = new Map<string, TableRow>();
    for (const weekday of WEEKDAYS) {
      for (const hour of HOURS) {
        const dimensions = [String(weekday), hour];
        cells.set(dimensions.join(), { dimensions, metrics: query.metrics.map(() => 0) });
      }
    }
    let last: QueryReply | null = null;
    for await (const reply of queryPages(query, options)) {
      for (const row of reply.results) addTo(cells, row);
      last = reply;
    }
    return { results: [...cells.values()], meta: {}, query: (last as QueryReply).query };
  },
};

/** `row` is of an hour, `2026-03-10 14:00:00`. */
function addTo(cells: ReadonlyMap<string, TableRow>, row: TableRow): void {
  const [date = "", time = ""] = (row.dimensions[0] ?? "").split(" ");
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const cell = cells.get([weekday, time.slice(0, 2)].join());
  if (cell === undefined) throw new Error(`${row.dimensions[0]} is not an hour`);
  cell.metrics = cell.metrics.map((figure, index) => (figure ?? 0) + (row.metrics[index] ?? 0));
}
