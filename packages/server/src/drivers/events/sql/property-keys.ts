import type { PropertyKey, PropertyKeysPlan } from "../../../ports/event-store.ts";
import { type BuiltQuery, createBinder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";

/** [key, events] of a plan. From events as they are stored: nothing is sealed by properties. */
export function propertyKeysQuery(plan: PropertyKeysPlan, dialect: Dialect): BuiltQuery {
  const bind = createBinder(dialect);
  const { siteId, from, to, event, limit } = plan;
  const where = [
    `site_id = ${bind("site", siteId)}`,
    `timestamp >= ${dialect.instant(bind("instant", from))}`,
    `timestamp < ${dialect.instant(bind("instant", to))}`,
    "name <> 'engagement'",
    ...(event === null ? [] : [`name = ${bind("text", event)}`]),
  ];
  const text = `SELECT property_key, sum(count) AS events
    FROM ${dialect.tables.events} ${dialect.eachPropertyKey("property_key")}
    WHERE ${where.join(" AND ")} GROUP BY property_key
    ORDER BY events DESC, property_key LIMIT ${bind("rows", limit)} ${dialect.caps}`;
  return { text, values: bind.values };
}

export const toPropertyKey = ([key, events]: readonly unknown[]): PropertyKey => ({
  key: String(key),
  events: Number(events),
});
