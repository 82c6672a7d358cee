import { measureAgainstSeed } from "./against-seed.mjs";
import { TOPOLOGY_NAMES } from "./private-servers.mjs";

/** P3: events accepted and queryable, sustained, by topology, against what seed 2 describes. @param {import("./run.mjs").Options} options */
export function measure(options) {
  return measureAgainstSeed(options, {
    figure: "P3",
    seed: "seed2",
    path: "/api/event",
    how: "seed 2: LPUSH, BRPOP, one INSERT each",
    topologies: TOPOLOGY_NAMES,
    floor: 10,
    aim: 40,
  });
}
