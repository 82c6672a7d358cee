import { acceptAgainstBare } from "./accept-against-bare.mjs";

/** P2: the same by the default process, whose worker drains meanwhile. @param {import("./run.mjs").Options} options */
export function measure(options) {
  return acceptAgainstBare(options, {
    figure: "P2",
    what: "the same with all roles working; bare node:http",
    env: {},
    floor: 0.3,
    aim: 0.5,
  });
}
