import { METRICS, type QueryInput } from "@millrace/protocol";

type Order = NonNullable<QueryInput["order_by"]>;

/**
 * `visitors:desc,visit:country` as the order of a query. Without a direction metrics fall and dimensions rise. Which
 * names there may be is the query's to say.
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
