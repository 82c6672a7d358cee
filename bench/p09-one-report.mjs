// P9: one report of sealed days, against the statement that somebody who knows the tables would write for it.
import { fileURLToPath } from "node:url";
import { ratios } from "./in-turn.mjs";
import { openLargeSet } from "./large-set.mjs";
import { runProcess } from "./processes.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown } from "./table.mjs";

const ONE_REPORT = fileURLToPath(new URL("./one-report.mjs", import.meta.url));

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ quick, rounds, data, log }) {
  const { set, dataDir, until, remove } = await openLargeSet(quick ? "small" : "large", data, log);
  const args = [ONE_REPORT, `${dataDir}/events`, String(until), String(rounds)];
  const measured = JSON.parse(await runProcess(process.execPath, args));
  remove();
  return measured.map(({ name, ours, byHand }) => ({
    figure: "P9",
    what: `report ${name}, 90 days of the busiest site (${shown(set.events)} events in all), cold`,
    baseline: `${shown(spreadOf(byHand).median)} ms, SQL by hand on the same tables`,
    measured: `${shown(spreadOf(ours).median)} ms`,
    value: spreadOf(ratios(ours, byHand, (ms) => ms)),
    unit: "x",
    floor: { atMost: 1.3 },
    aim: { atMost: 1.05 },
  }));
}
