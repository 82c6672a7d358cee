import { METRICS, type QueryInput } from "@millrace/protocol";

type Order = NonNullable<QueryInput["order_by"]>;

/**
 * Reads `visitors:desc,visit:country` as the order of a query. Without a direction, metrics are descending and
 * dimensions ascending. Names are checked with the query.
 */
export function readOrder(text: string): Order {
  return text.split(",").map((part): Order[number] => {
    const given = part.trim();
    // From the end: names of dimensions hold colons too.
    const [, name = given, direction] = /^(.*):(asc|desc)$/s.exec(given) ?? [];
    const isMetric = (METRICS as readonly string[]).includes(name);
    return [name, (direction ?? (isMetric ? "desc" : "asc")) as "asc" | "desc"];
  });
}
