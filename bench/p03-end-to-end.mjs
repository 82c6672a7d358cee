import { measureAgainstSeed } from "./against-seed.mjs";

/** P3: events accepted and queryable, sustained, against what seed 2 describes. @param {import("./run.mjs").Options} options */
export function measure(options) {
  return measureAgainstSeed(options, {
    figure: "P3",
    seed: "seed2",
    path: "/api/event",
    how: "seed 2: LPUSH, BRPOP, one INSERT each",
    topologies: ["embedded"],
    floor: 10,
    aim: 40,
  });
}
