import { measureAgainstBaseline } from "./against-baseline.mjs";

/**
 * P4: the same against a Redis stream and its processor; ours as one command, and on servers of those kinds.
 * @param {import("./run.mjs").Options} options
 */
export function measure(options) {
  return measureAgainstBaseline(options, {
    figure: "P4",
    baseline: "stream-pipeline",
    path: "/event",
    how: "Redis stream: XREADGROUP COUNT 10, four statements and XACK each",
    topologies: ["embedded", "redis-postgres"],
    floor: 20,
    aim: 60,
  });
}
