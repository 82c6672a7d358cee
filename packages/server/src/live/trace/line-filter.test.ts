import type { TraceLine } from "@millrace/protocol";
import { expect, it } from "vitest";
import { LineFilter } from "./line-filter.ts";

const ID = "00000000-0000-4000-8000-000000000001";
const LINE: TraceLine = {
  key: "",
  at: 0,
  stage: "queue",
  outcome: "ok",
  ms: 1,
  site: "shop.example",
  event: null,
  batch: null,
  receipt: null,
  reason: null,
  error: null,
  process: "host:1",
};
const queued = (id: string, receipt: string): TraceLine => ({
  ...LINE,
  receipt,
  event: { id, name: "signup", page: "/pricing", door: "POST /api/v1/events" },
});
const batch = (receipt: string): TraceLine => ({
  ...LINE,
  stage: "insert",
  receipt,
  site: null,
  batch: { rows: 9, day: null },
});

it.each([
  { messages: [[queued(ID, "0:17")], [batch("0:10-20")]], description: "after its event" },
  { messages: [[batch("0:10-20")], [queued(ID, "0:17")]], description: "before its event" },
  { messages: [[batch("0:10-20"), queued(ID, "0:17")]], description: "before its event in one message" },
])(
  "shows the batch of a followed event once, and no other one, when it comes $description",
  ({ messages }) => {
    const filter = new LineFilter({ event: ID });
    const others = [batch("0:21-30"), batch("1:10-20"), queued(ID.replace("1", "2"), "0:25")];
    const shown = [others, ...messages, others].flatMap((lines) => filter.select(lines));
    expect(shown.map(({ stage, receipt }) => [stage, receipt]).sort()).toEqual([
      ["insert", "0:10-20"],
      ["queue", "0:17"],
    ]);
  },
);

it.each([
  { filter: {}, shown: 2 },
  { filter: { stages: ["insert"] as const }, shown: 1 },
  { filter: { name: "signup" }, shown: 2 },
  { filter: { name: "pageview" }, shown: 1 },
  { filter: { site: "other.example" }, shown: 1 },
  { filter: { text: "PRIC" }, shown: 1 },
  { filter: { reason: "bot" as const }, shown: 0 },
  { filter: { event: "0:12" }, shown: 1 },
])("passes $shown of an event and another's batch for $filter", ({ filter, shown }) => {
  const lines = new LineFilter(filter).select([queued(ID, "0:17"), batch("0:10-15")]);
  expect(lines).toHaveLength(shown);
});
