import type { TraceFilter, TraceLine, TraceLines, TraceReply } from "@millrace/protocol";
import type { Page, WebSocketRoute } from "playwright-core";

/** A terminal's page, and a server that sends what a test says. */
export interface ScriptedTerminal {
  readonly page: Page;
  /** What the page asked for, on all connections. */
  readonly filters: readonly TraceFilter[];
  readonly connections: () => number;
  send(lines: readonly TraceLine[], leftOut?: number): void;
  loseConnection(): Promise<void>;
}

/** Goes to a terminal whose socket, and whose events, are a test's. */
export async function scriptTerminal(page: Page, path: string): Promise<ScriptedTerminal> {
  const sockets: WebSocketRoute[] = [];
  const filters: TraceFilter[] = [];
  await page.routeWebSocket(/\/terminal$/, (socket) => {
    sockets.push(socket);
    socket.onMessage((message) => void filters.push(JSON.parse(String(message))));
  });
  const reply: TraceReply = { lines: [traceLine(1, { stage: "live" })], processes: ["a:1"], silent: [] };
  await page.route(/\/traces\//, (route) => route.fulfill({ json: reply }));
  await page.goto(new URL(path, page.url()).href);
  await page.getByText("Connected", { exact: true }).waitFor();
  return {
    page,
    filters,
    connections: () => sockets.length,
    send(lines, leftOut = 0) {
      const message: TraceLines = { type: "lines", lines, left_out: leftOut };
      sockets.at(-1)?.send(JSON.stringify(message));
    },
    loseConnection: async () => sockets.at(-1)?.close(),
  };
}

const START = Date.UTC(2026, 0, 1, 12);

/** The nth line, a millisecond after the one before. */
export const traceLine = (n: number, facts: Partial<TraceLine> = {}): TraceLine => ({
  key: `a:1 ${n}`,
  at: START + n,
  stage: "queue",
  outcome: "ok",
  ms: 1,
  site: "a.example",
  event: { id: `id-${n}`, name: `event-${n}`, page: "/", door: "POST /api/v1/events" },
  batch: null,
  receipt: `0:${n}`,
  reason: null,
  error: null,
  process: "a:1",
  ...facts,
});

export const traceLines = (from: number, count: number): TraceLine[] =>
  Array.from({ length: count }, (_, index) => traceLine(from + index));
