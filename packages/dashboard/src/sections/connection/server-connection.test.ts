import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ServerConnection, SLOW_MS } from "./server-connection.ts";

type Answer = () => Promise<Response>;
const refused: Answer = () => Promise.reject(new TypeError("Failed to fetch"));
const never: Answer = () => new Promise(() => {});
const replies =
  (status: number, headers: Record<string, string> = { "content-type": "application/json" }): Answer =>
  async () =>
    new Response("{}", { status, headers });

let report: Answer;
let probe: Answer;
let connection: ServerConnection;
let probes: number;

beforeEach(() => {
  vi.useFakeTimers();
  [report, probe, probes] = [replies(200), replies(200), 0];
  connection = new ServerConnection({
    probeUrl: "/health",
    fetch: (url) => {
      if (url !== "/health") return report();
      probes += 1;
      return probe();
    },
  });
});
afterEach(() => vi.useRealTimers());

async function ask(): Promise<void> {
  await connection.fetch("/report").catch(() => {});
  await vi.advanceTimersByTimeAsync(0);
}

it("takes a request that failed alone for no sign that the server is gone", async () => {
  report = refused;
  await ask();
  expect([connection.state.kind, probes]).toEqual(["reached", 1]);
});

it.each([
  { name: "nobody answers", answer: refused },
  { name: "a proxy finds nobody behind it", answer: replies(502, { "content-type": "text/html" }) },
])("is gone when $name, tries again ever later, and is back with the first answer", async ({ answer }) => {
  [report, probe] = [answer, answer];
  await ask();
  expect(connection.state).toEqual({ kind: "gone", retryAt: Date.now() + 2000 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(connection.state).toEqual({ kind: "gone", retryAt: Date.now() + 4000 });
  report = replies(404);
  await ask();
  expect(connection.state.kind).toBe("reached");
  const before = probes;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(probes).toBe(before);
});

it("leaves a part that is away to its card: the server itself says so", async () => {
  report = replies(503);
  await ask();
  expect([connection.state.kind, probes]).toEqual(["reached", 0]);
});

it("takes a request that its asker broke off for nothing", async () => {
  report = refused;
  const asker = new AbortController();
  asker.abort();
  await connection.fetch("/report", { signal: asker.signal }).catch(() => {});
  expect(probes).toBe(0);
});

it("is slow while nothing at all is answered, and not while one report takes long", async () => {
  report = never;
  void connection.fetch("/report");
  await vi.advanceTimersByTimeAsync(SLOW_MS - 1000);
  report = replies(200);
  await ask();
  await vi.advanceTimersByTimeAsync(SLOW_MS - 1000);
  expect(connection.state.kind).toBe("reached");
  await vi.advanceTimersByTimeAsync(2000);
  expect(connection.state.kind).toBe("slow");
  await ask();
  expect(connection.state.kind).toBe("reached");
});

it.each([
  { version: "999.0.0", skew: "older" },
  { version: "0.0.1", skew: "newer" },
])("knows that the page is $skew than a server of $version", async ({ version, skew }) => {
  report = replies(200, { "millrace-version": version });
  const heard = vi.fn();
  connection.subscribe(heard);
  await ask();
  await ask();
  expect([connection.skew, heard.mock.calls.length]).toEqual([skew, 1]);
});
