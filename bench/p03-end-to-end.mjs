import { measureAgainstBaseline } from "./against-baseline.mjs";
import { TOPOLOGY_NAMES } from "./private-servers.mjs";

/** P3: events accepted and queryable, sustained, by topology, against a Redis list and a worker with one INSERT an event. @param {import("./run.mjs").Options} options */
export function measure(options) {
  return measureAgainstBaseline(options, {
    figure: "P3",
    baseline: "list-pipeline",
    path: "/api/event",
    how: "Redis list: LPUSH, BRPOP, one INSERT each",
    topologies: TOPOLOGY_NAMES,
    floor: 10,
    aim: 40,
  });
}
