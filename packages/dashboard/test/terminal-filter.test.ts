import type { TraceFilter, TraceLine } from "@millrace/protocol";
import { expect, it } from "vitest";
import { LineFilter } from "../../server/src/live/trace/line-filter.ts";
import { passes } from "../src/sections/terminal/terminal-search.ts";

const EVENT: TraceLine = {
  key: "1",
  at: 0,
  stage: "queue",
  outcome: "ok",
  ms: 1,
  site: "a.example",
  event: { id: "0f-1", name: "order", page: "/shoes", door: "WebSocket" },
  batch: null,
  receipt: "0:17",
  reason: null,
  error: null,
  process: "a:1",
};
const DROPPED: TraceLine = { ...EVENT, stage: "intake", outcome: "dropped", reason: "bot" };
const BATCH: TraceLine = { ...EVENT, event: null, site: null, stage: "insert", receipt: "0:17-19" };
const FAILED: TraceLine = { ...BATCH, outcome: "failed", error: "The store is Away" };
const filters: readonly TraceFilter[] = [
  {},
  { stages: ["queue", "insert"] },
  { site: "a.example" },
  { site: "b.example" },
  { name: "order" },
  { name: "Order" },
  { reason: "bot" },
  ...["ORD", "/shoes", "0F", "websocket", "0:17", "17-19", "away", "bot", "nothing", ""].map((text) => ({
    text,
  })),
  { stages: ["insert"], name: "order", text: "store" },
];

it.each(filters)("a terminal's filter %j lets pass here what it does at the server", (filter) => {
  const lines = [EVENT, DROPPED, BATCH, FAILED];
  const here = lines.filter((line) => passes(filter, line));
  expect(here).toEqual(new LineFilter(filter).select(lines));
});
