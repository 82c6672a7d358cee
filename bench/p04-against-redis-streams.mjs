import { measureAgainstSeed } from "./against-seed.mjs";

/**
 * P4: the same against seed 4's processor; ours as one command, and on servers of the seed's own kinds.
 * @param {import("./run.mjs").Options} options
 */
export function measure(options) {
  return measureAgainstSeed(options, {
    figure: "P4",
    seed: "seed4",
    path: "/event",
    how: "seed 4: XREADGROUP COUNT 10, four statements and XACK each",
    topologies: ["embedded", "redis-postgres"],
    floor: 20,
    aim: 60,
  });
}
