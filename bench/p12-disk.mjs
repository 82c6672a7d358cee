// P12: bytes on disk per event, against the JSON that came in.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fillWithHistory } from "./history.mjs";
import { openLargeSet } from "./large-set.mjs";
import { runProcess } from "./processes.mjs";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { shown } from "./table.mjs";
import { makeVisits, singles } from "./visits.mjs";

const TABLE_SIZE = fileURLToPath(new URL("./table-size.mjs", import.meta.url));
const SEALED_SIZE = fileURLToPath(new URL("./sealed-size.mjs", import.meta.url));
const HISTORY = { events: 400_000, days: 30, asTrackers: true };
const QUICK_HISTORY = { events: 20_000, days: 30, asTrackers: true };

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure(options) {
  return [...(await measureServed(options)), ...(await measureSealed(options))];
}

/**
 * What sealed days add, which is kept beside the events.
 * @param {import("./run.mjs").Options} options
 */
async function measureSealed({ quick, data, log }) {
  const { set, dataDir, sealSeconds, remove } = await openLargeSet(quick ? "small" : "large", data, log);
  const tables = JSON.parse(await runProcess(process.execPath, [SEALED_SIZE, `${dataDir}/events`]));
  remove();
  const { events, sealed_events, sealed_figures } = tables;
  const perEvent = ({ bytes }) => `${shown(bytes / events.rows)} B`;
  return [
    {
      figure: "P12",
      what: `bytes on disk per event with all days sealed, ${shown(events.rows)} events of ${set.sites} sites in ${set.days} days, as found`,
      baseline: `events alone ${perEvent(events)}`,
      measured: `${shown((events.bytes + sealed_events.bytes + sealed_figures.bytes) / events.rows)} B: sealed events ${perEvent(sealed_events)}, ${shown(sealed_figures.rows)} sealed figures ${perEvent(sealed_figures)}; sealed in ${shown(sealSeconds)} s`,
    },
  ];
}

/** Taken once: the same events give the same bytes. */
async function measureServed({ quick }) {
  const history = quick ? QUICK_HISTORY : HISTORY;
  const dataDir = makeFolder();
  const server = await startMillrace({ dataDir });
  await fillWithHistory(server, history);
  await server.stop();
  const { found, merged, folder } = JSON.parse(
    await runProcess(process.execPath, [TABLE_SIZE, `${dataDir}/events`]),
  );
  rmSync(dataDir, { recursive: true });

  const bodies = singles(makeVisits(10_000)).map(({ body }) => Buffer.byteLength(body));
  const bodyBytes = bodies.reduce((sum, bytes) => sum + bytes, 0) / bodies.length;
  const bytes = merged.bytes / merged.rows;
  const row = { figure: "P12", baseline: `${shown(bodyBytes)} B, mean JSON body` };
  // Small parts are kept in one file, which tells nothing of its columns.
  const columns = merged.columns
    .filter(({ bytes: size }) => size > 0)
    .map(({ name, bytes: size }) => `${name} ${shown(size / merged.rows)}`)
    .join(", ");
  return [
    {
      ...row,
      what: `bytes on disk per event, ${shown(merged.rows)} events of ${history.days} days, merged`,
      measured: `${shown(bytes)} B (as the worker left it ${shown(found.bytes / found.rows)} B in ${found.parts} parts; the whole folder with the engine's own files ${shown(folder / merged.rows)} B). Largest columns: ${columns || "not told"}`,
      value: spreadOf([bodyBytes / bytes]),
      unit: "x smaller",
      floor: { atLeast: 6 },
      aim: { atLeast: 12 },
    },
  ];
}
