import { acceptAgainstBare } from "./accept-against-bare.mjs";

/** P1: durable accept by the edge alone. @param {import("./run.mjs").Options} options */
export function measure(options) {
  return acceptAgainstBare(options, {
    figure: "P1",
    what: "durable accept, one event per request, 64 connections, edge alone; bare node:http",
    env: { ROLES: "ingest" },
    floor: 0.45,
    aim: 0.75,
  });
}
