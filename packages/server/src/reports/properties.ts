import { breakdown } from "./breakdown.ts";
import type { Report } from "./report.ts";

const table = breakdown({
  name: "properties",
  title: "Properties",
  dimensions: [],
  metrics: ["visitors", "events"],
  parameters: [
    { name: "key", description: "The property.", required: true },
    { name: "event", description: "Name of the events that are looked at. Default: all." },
  ],
});

/** Events by the values of one of their properties. */
export const properties: Report = {
  ...table,
  toQuery: (asked) => ({
    ...table.toQuery(asked),
    dimensions: [`event:props:${asked.key ?? ""}`],
    filters: asked.event === undefined ? [] : [["is", "event:name", [asked.event]]],
  }),
};
