import { fileURLToPath } from "node:url";
import { runProcess } from "./processes.mjs";
import { EVENTS_PATH } from "./server-under-test.mjs";

const SCRIPT = fileURLToPath(new URL("./load/open-loop.mjs", import.meta.url));

/** @typedef {{ p50: number, p95: number, p99: number, p999: number, max: number }} Percentiles ms */

/**
 * Sends requests on a schedule in a process of its own. Latencies count from when a request arrived by that
 * schedule. Throws when one fails.
 * @param {{ url: string, requestsFile: string, perSecond: number, seconds: number, connections?: number }} options
 * @returns {Promise<{ answered: number, rate: number, latency: Percentiles, lag: Percentiles, cpuSeconds: number }>}
 */
export async function runOpenLoop({ url, requestsFile, perSecond, seconds, connections = 256 }) {
  const options = {
    port: Number(new URL(url).port),
    path: EVENTS_PATH,
    requestsFile,
    perSecond,
    seconds,
    connections,
  };
  const result = JSON.parse(await runProcess(process.execPath, [SCRIPT, JSON.stringify(options)]));
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.answered} requests on ${url} failed`);
  return result;
}
