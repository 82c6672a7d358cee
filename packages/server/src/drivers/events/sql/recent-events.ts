import type { RecentEvent, RecentEventsPlan } from "../../../ports/event-store.ts";
import { type BuiltQuery, createBinder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";

/** Rows that toRecentEvent takes, the newest first; of the same instant by id. From stored events alone. */
export function recentEventsQuery(plan: RecentEventsPlan, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const { siteId, from, to, limit } = plan;
  const where = [
    `site_id = ${bind("site", siteId)}`,
    `timestamp >= ${dialect.instant(bind("instant", from))}`,
    `timestamp < ${dialect.instant(bind("instant", to))}`,
    "name <> 'engagement'",
  ];
  const text = `SELECT ${dialect.epochMs("timestamp")}, name, path, source, country, city, device, browser
    FROM ${dialect.tables.events} WHERE ${where.join(" AND ")}
    ORDER BY timestamp DESC, ${dialect.idOrder("id")} DESC LIMIT ${bind("rows", limit)} ${dialect.caps}`;
  return { text, values: bind.values };
}

export function toRecentEvent(row: readonly unknown[]): RecentEvent {
  const [timestamp, name, path, source, country, city, device, browser] = row.map(String);
  return {
    timestamp: Number(timestamp),
    ...{ name: name ?? "", path: path ?? "", source: source ?? "", country: country ?? "" },
    ...{ city: city ?? "", device: device ?? "", browser: browser ?? "" },
  };
}
