// node bench/run.mjs [--only P1,P7] [--rounds 5] [--seconds 5] [--per-second 5000] [--quick]
//   [--data folder] [--postgres URL] [--out file.md]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { machineFacts, toMarkdown } from "./table.mjs";

/**
 * @typedef {object} Options
 * @property {number} rounds how often each side is measured, in turn
 * @property {number} seconds of load in one measurement
 * @property {number} sustainedSeconds of load where the figure is about holding out
 * @property {number} perSecond events of the figures with a fixed rate
 * @property {string} [data] folder in which large sets stay for the next run
 * @property {string} [postgres] database in which one stays likewise
 * @property {boolean} quick less data as well: to see that a figure runs
 * @property {(line: string) => void} log progress, for people
 */

/** Figures of performance.md. One may bring rows of another that it measures along the way. */
const FIGURES = {
  P1: "./p01-accept.mjs",
  "P1-LAYERS": "./p01-layers.mjs",
  "P1-EDGES": "./p01-two-edges.mjs",
  P2: "./p02-accept-with-worker.mjs",
  P3: "./p03-end-to-end.mjs",
  "P3-TOPOLOGIES": "./p03-topologies.mjs",
  P4: "./p04-against-redis-streams.mjs",
  P5: "./p05-batches.mjs",
  P6: "./p06-drain.mjs",
  P7: "./p07-reply-time.mjs",
  P8: "./p08-freshness.mjs",
  P9: "./p09-one-report.mjs",
  P10: "./p10-dashboard.mjs",
  P11: "./p11-page-views.mjs",
  P12: "./p12-disk.mjs",
  P13: "./p13-cost-of-safety.mjs",
  P14: "./p14-idle-and-start.mjs",
  P16: "./p16-dashboard.mjs",
  P17: "./p17-two-workers.mjs",
  ACCESS: "./access-check.mjs",
  TRACE: "./trace.mjs",
  DEATH: "./query-of-death.mjs",
  SOCKETS: "./sockets.mjs",
  "TRACE-LOAD": "./trace-cost.mjs",
};

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    "per-second": { type: "string" },
    quick: { type: "boolean", default: false },
    data: { type: "string" },
    postgres: { type: "string" },
    out: { type: "string" },
  },
});

const names = values.only === undefined ? Object.keys(FIGURES) : values.only.toUpperCase().split(",");
const unknown = names.filter((name) => !(name in FIGURES));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(",")}: there is ${Object.keys(FIGURES).join(", ")}`);
  process.exit(1);
}

/** @type {Options} */
const options = {
  rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
  seconds: Number(values.seconds ?? (values.quick ? 2 : 5)),
  sustainedSeconds: Number(values.seconds ?? (values.quick ? 3 : 60)),
  perSecond: Number(values["per-second"] ?? 5000),
  quick: values.quick,
  data: values.data,
  postgres: values.postgres,
  log: (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
};

const rows = [];
const failures = [];
for (const name of names) {
  options.log(`${name} begins`);
  try {
    const { measure } = await import(FIGURES[name]);
    rows.push(...(await measure(options)));
  } catch (error) {
    failures.push(`${name} failed: ${error.stack}`);
  }
}

const setting = `${options.rounds} round(s) of ${options.seconds} s, both sides in turn; median (min..max)`;
const report = [`${machineFacts()}. ${setting}.`, "", toMarkdown(rows), "", ...failures].join("\n");
process.stdout.write(`${report}\n`);
if (values.out !== undefined) writeFileSync(values.out, `${report}\n`);
process.exit(failures.length === 0 ? 0 : 1);
