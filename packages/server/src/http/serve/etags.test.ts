import { expect, it } from "vitest";
import { testApi } from "../../../test/build/test-api.ts";
import { BadRequest } from "../../domain/errors.ts";
import { serveApi } from "./serve-api.ts";
import { createHttpServer } from "./server.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const TEST = testApi({
  report: { method: "GET", path: "/report", access: "reader", role: "api", openapi: null },
  other: { method: "GET", path: "/other", access: "public", role: "api", openapi: null },
});

function serverWith(body: () => unknown) {
  const server = createHttpServer({ log, apis: [TEST] });
  const answer = async () => ({ status: 200, body: body() });
  serveApi(server, TEST, "api", { report: answer, other: answer });
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

it("leaves other routes and failures as they are", async () => {
  const server = serverWith(() => {
    throw new BadRequest("no");
  });
  expect((await server.inject("/report")).headers.etag).toBeUndefined();
  const fine = serverWith(() => ({ ok: true }));
  expect((await fine.inject("/other")).headers.etag).toBeUndefined();
});
