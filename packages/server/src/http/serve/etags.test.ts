import { expect, it } from "vitest";
import { allowAll } from "../../../test/build/allow-all.ts";
import { testApi } from "../../../test/build/test-api.ts";
import { BadRequest } from "../../domain/errors.ts";
import { serveApi } from "./serve-api.ts";
import { createHttpServer } from "./server.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const TEST = testApi({
  query: { method: "POST", path: "/query", access: "site:view", role: "api", openapi: null },
  address: { method: "GET", path: "/address", access: "site:view", role: "api", openapi: null },
  report: { method: "GET", path: "/report", access: "site:report", role: "api", openapi: null },
  other: { method: "GET", path: "/other", access: "public", role: "api", openapi: null },
});

function serverWith(body: () => unknown) {
  const server = createHttpServer({ log, authorize: allowAll, apis: [TEST] });
  const answer = async () => ({ status: 200, body: body() });
  const address = async () => ({ ...(await answer()), headers: { "cache-control": "no-store" } });
  serveApi(server, TEST, "api", { report: answer, other: answer, query: answer, address });
  return server.routes;
}

it("names a report's content, and says so when its reader has it", async () => {
  let views = 1;
  const server = serverWith(() => ({ views }));
  const first = await server.inject("/report");
  const etag = String(first.headers.etag);
  expect(first.json()).toEqual({ views: 1 });
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await server.inject({ url: "/report", headers: { "if-none-match": known } });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  }
  views = 2;
  const changed = await server.inject({ url: "/report", headers: { "if-none-match": etag } });
  expect([changed.statusCode, changed.json()]).toEqual([200, { views: 2 }]);
});

it("names no content of a POST, which asked for something to be done", async () => {
  const server = serverWith(() => ({ views: 1 }));
  const etag = String((await server.inject("/report")).headers.etag);
  const reply = await server.inject({ method: "POST", url: "/query", headers: { "if-none-match": etag } });
  expect([reply.statusCode, reply.headers.etag]).toEqual([200, undefined]);
});

it("keeps the rule of a reply that may not be stored", async () => {
  const { headers } = await serverWith(() => ({ address: "192.0.2.1" })).inject("/address");
  expect([headers["cache-control"], headers.etag]).toEqual(["no-store", undefined]);
});

it("leaves other routes and failures as they are", async () => {
  const server = serverWith(() => {
    throw new BadRequest("no");
  });
  expect((await server.inject("/report")).headers.etag).toBeUndefined();
  const fine = serverWith(() => ({ ok: true }));
  expect((await fine.inject("/other")).headers.etag).toBeUndefined();
});
