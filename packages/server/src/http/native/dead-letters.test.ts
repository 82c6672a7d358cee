import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allowAll } from "../../../test/build/allow-all.ts";
import { openQueue } from "../../drivers/queue/index.ts";
import type { DeadLetter, Queue } from "../../ports/queue.ts";
import { defineApi } from "../serve/endpoint.ts";
import { serveApi } from "../serve/serve-api.ts";
import { createHttpServer, type HttpServer } from "../serve/server.ts";
import { createDeadLetterHandlers } from "./dead-letters.ts";
import { DEAD_LETTERS } from "./endpoints/dead-letters.ts";
import { NATIVE } from "./endpoints.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const LETTERS = "/api/v1/dead-letters";

let queue: Queue;
let server: HttpServer["routes"];

const API = defineApi({ ...NATIVE, endpoints: DEAD_LETTERS });

const letter = (position: number, over: Partial<DeadLetter> = {}): DeadLetter => ({
  key: `0:${position}`,
  partition: 0,
  position,
  body: "[]",
  encoding: "json",
  reason: "path: too long",
  attempts: 8,
  firstError: "first",
  lastError: "last",
  firstAt: 1000,
  lastAt: 2000,
  ...over,
});

beforeEach(async () => {
  queue = await openQueue("memory:", {
    maxBytes: 1e6,
    recentIds: 10,
    partitions: 1,
    stateUrl: "memory:",
    guards: { fsync: true, recentIds: true },
  });
  const dead = [letter(1), letter(2, { body: "AAAA", encoding: "base64" }), letter(3)];
  await queue.settle({ partition: 0, last: 3, dead });
  const http = createHttpServer({ log, authorize: allowAll, apis: [API] });
  serveApi(http, API, "api", createDeadLetterHandlers({ queue }));
  server = http.routes;
});
afterEach(() => server.close());

async function get(search = "") {
  const reply = await server.inject({ method: "GET", url: LETTERS + search });
  return { status: reply.statusCode, body: reply.json() };
}

async function post(what: string, payload: unknown, type = "application/json") {
  const reply = await server.inject({
    method: "POST",
    url: `${LETTERS}/${what}`,
    headers: { "content-type": type },
    payload: JSON.stringify(payload),
  });
  return { status: reply.statusCode, body: reply.json() };
}

const keys = async () => (await get()).body.dead_letters.map(({ key }: { key: string }) => key);

describe("/api/v1/dead-letters", () => {
  it("lists letters as a person needs them, and says how many there are", async () => {
    expect(await get("?limit=1")).toEqual({
      status: 200,
      body: {
        dead_letters: [
          {
            key: "0:1",
            reason: "path: too long",
            attempts: 8,
            first_error: "first",
            last_error: "last",
            first_at: 1000,
            last_at: 2000,
            body: "[]",
            encoding: "json",
          },
        ],
        total: 3,
      },
    });
    expect(await keys()).toEqual(["0:1", "0:2", "0:3"]);
  });

  it.each(["0", "501", "-1", "1e2", "x"])("lists none for limit=%s", async (limit) => {
    expect(await get(`?limit=${limit}`)).toEqual({
      status: 400,
      body: { error: "limit must be a whole number from 1 to 500" },
    });
  });

  it("refuses a parameter that it does not know", async () => {
    expect((await get("?page=2")).status).toBe(400);
  });

  it("puts letters back, but for those that are no events, and counts each once", async () => {
    expect(await post("retry", { keys: ["0:1", "0:1", "0:2", "0:77"] })).toEqual({
      status: 200,
      body: { count: 1 },
    });
    expect(await keys()).toEqual(["0:2", "0:3"]);
    expect((await queue.depth()).waiting).toBe(1);
  });

  it("removes letters for good", async () => {
    expect(await post("purge", { keys: ["0:2", "0:3"] })).toEqual({ status: 200, body: { count: 2 } });
    expect(await keys()).toEqual(["0:1"]);
    expect((await queue.depth()).waiting).toBe(0);
  });

  it.each([
    { body: {}, status: 400 },
    { body: { keys: [] }, status: 400 },
    { body: { keys: ["all"] }, status: 400 },
    { body: { keys: ["0:1:2"] }, status: 400 },
    { body: { keys: [1] }, status: 400 },
    { body: { keys: ["0:1"], all: true }, status: 400 },
    { body: { keys: Array.from({ length: 1001 }, (_, n) => `0:${n}`) }, status: 400 },
    { body: { keys: ["0:1"] }, type: "text/plain", status: 415 },
  ])("changes nothing for a body that it does not understand", async ({ body, type, status }) => {
    for (const what of ["retry", "purge"]) {
      const reply = await post(what, body, type);
      expect(reply.status).toBe(status);
      expect(reply.body.error).toEqual(expect.any(String));
    }
    expect(await keys()).toHaveLength(3);
  });
});
