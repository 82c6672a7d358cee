import { styleText } from "node:util";
import type { TraceLine, TraceOutcome } from "@millrace/protocol";

const COLOURS: Readonly<Record<TraceOutcome, Parameters<typeof styleText>[0]>> = {
  ok: "green",
  duplicate: "cyan",
  dropped: "yellow",
  dead: "red",
  refused: "red",
  failed: "red",
};

/** Returns a line in columns: `10:02:03.456 queue   ok        1.23 ms shop.example pageview /pricing 0:17 <id>`. */
export function lineText(line: TraceLine, isColoured: boolean): string {
  const { at, stage, outcome, ms, site, receipt, reason, error } = line;
  const time = new Date(at).toISOString().slice(11, 23);
  const shown = outcome.padEnd(9);
  const parts = [
    time,
    stage.padEnd(6),
    isColoured ? styleText(COLOURS[outcome], shown) : shown,
    (ms === null ? "" : `${ms.toFixed(2)} ms`).padStart(10),
    site ?? "",
    whatOf(line),
    receipt ?? "",
    reason ?? "",
    error ?? "",
    line.event?.id ?? "",
  ];
  return parts.filter(Boolean).join(" ");
}

function whatOf({ event, batch }: TraceLine): string {
  if (batch?.day != null) return `the day ${batch.day}`;
  if (batch !== null) return `${batch.rows} event${batch.rows === 1 ? "" : "s"}`;
  if (event === null) return "";
  return [event.name, event.page, `by ${event.door}`].filter(Boolean).join(" ");
}
