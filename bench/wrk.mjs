import { fileURLToPath } from "node:url";
import { runProcess } from "./processes.mjs";

const SCRIPT = fileURLToPath(new URL("./load/wrk-requests.lua", import.meta.url));

/** The wrk setting of every closed-loop figure: one generator thread, 64 connections. */
export const CONNECTIONS = 64;

/**
 * @typedef {object} LoadResult
 * @property {number} requests answered with success
 * @property {number} seconds
 * @property {number} rate requests a second
 * @property {number} p50 ms
 * @property {number} p99 ms
 * @property {number} p999 ms
 */

/**
 * Sends the requests of a file as fast as the server answers. Throws when one fails.
 * @param {{ url: string, requestsFile: string, seconds: number, connections?: number }} options
 * @returns {Promise<LoadResult>}
 */
export async function runWrk({ url, requestsFile, seconds, connections = CONNECTIONS }) {
  const setting = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", SCRIPT];
  const text = await runProcess("wrk", [...setting, url, "--", requestsFile]).catch((error) => {
    if (error.code === "ENOENT")
      throw new Error("wrk is not installed: apt-get install wrk, or brew install wrk");
    throw error;
  });
  const result = JSON.parse(/^RESULT (.*)$/m.exec(text)?.[1] ?? "null");
  if (result === null || result.failed > 0) throw new Error(`wrk on ${url} failed:\n${text}`);
  return { ...result, rate: result.requests / result.seconds };
}
