import type { Filter, PropertyDimension } from "@millrace/protocol";
import { breakdown } from "./breakdown.ts";
import { NOT_SET, type Report, withValue } from "./report.ts";

const table = breakdown({
  name: "properties",
  title: "Properties",
  dimensions: [],
  metrics: ["visitors", "events"],
  parameters: [
    { name: "key", description: "The property.", required: true },
    { name: "event", description: "Name of the events that are looked at. Default: all." },
    NOT_SET,
  ],
});

/** Events by the values of one of their properties. */
export const properties: Report = {
  ...table,
  toQuery(asked) {
    const dimension: PropertyDimension = `event:props:${asked.key ?? ""}`;
    const ofEvent: Filter[] = asked.event === undefined ? [] : [["is", "event:name", [asked.event]]];
    return {
      ...table.toQuery(asked),
      dimensions: [dimension],
      filters: [...ofEvent, ...withValue(dimension, asked)],
    };
  },
};
