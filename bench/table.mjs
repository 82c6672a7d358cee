import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/**
 * What counts as good enough: a limit from below or from above.
 * @typedef {{ atLeast: number } | { atMost: number }} Limit
 */

/**
 * One line of the result. `value` is what the limits are about; a row without limits only informs.
 * @typedef {object} Row
 * @property {string} figure
 * @property {string} what
 * @property {string} baseline
 * @property {string} measured
 * @property {import("./statistics.mjs").Spread} [value]
 * @property {string} [unit] of value and limits: "x", "ms", …
 * @property {Limit} [floor]
 * @property {Limit} [aim]
 */

/** @param {readonly Row[]} rows */
export function toMarkdown(rows) {
  const head = ["figure", "what", "baseline", "measured", "value (min..max)", "floor", "aim", "verdict"];
  const lines = rows.map((row) => [
    row.figure,
    row.what,
    row.baseline,
    row.measured,
    row.value === undefined ? "" : spread(row.value, row.unit ?? ""),
    limit(row.floor, row.unit ?? ""),
    limit(row.aim, row.unit ?? ""),
    verdictOf(row),
  ]);
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param {Row} row */
export function verdictOf({ value, floor, aim }) {
  if (value === undefined || floor === undefined) return "";
  if (aim !== undefined && meets(value.median, aim)) return "aim";
  return meets(value.median, floor) ? "floor" : "**below the floor**";
}

/** Shows a number with three significant digits, thousands apart. */
export function shown(number) {
  if (!Number.isFinite(number)) return "-";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(number), 0.01))));
  return number.toLocaleString("en-US", { maximumFractionDigits: digits });
}

export function spread({ median, min, max }, unit) {
  return `${shown(median)} ${unit} (${shown(min)}..${shown(max)})`.replace("  ", " ");
}

/** What the numbers were taken on. */
export function machineFacts() {
  const model = cpus()[0]?.model ?? "unknown CPU";
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  const commit = execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  return `${cpus().length} cores (${model}), ${memoryGb} GB, Node ${process.versions.node}, commit ${commit}`;
}

function meets(number, bound) {
  return "atLeast" in bound ? number >= bound.atLeast : number <= bound.atMost;
}

function limit(bound, unit) {
  if (bound === undefined) return "";
  return "atLeast" in bound ? `>= ${shown(bound.atLeast)} ${unit}` : `<= ${shown(bound.atMost)} ${unit}`;
}
