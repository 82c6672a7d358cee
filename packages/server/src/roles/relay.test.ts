import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SECOND } from "../domain/time.ts";
import { remoteCheck, remoteMetrics } from "./relay.ts";

/** Takes requests and never replies, as a process that stands still. */
let silent: Server;
let url: string;

beforeAll(async () => {
  silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});

afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

it("does not wait for the health and metrics of a process that stands still", async () => {
  const since = performance.now();
  const [health] = await Promise.all([
    remoteCheck(() => url)(),
    expect(remoteMetrics(() => url, "").text("prometheus")).rejects.toThrow("timeout"),
  ]);
  expect(health).toBe("no answer");
  expect(performance.now() - since).toBeLessThan(20 * SECOND);
});
