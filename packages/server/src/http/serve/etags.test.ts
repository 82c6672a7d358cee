import Fastify from "fastify";
import { expect, it } from "vitest";
import { useEtags } from "./etags.ts";

async function serverWith(answer: () => unknown) {
  const server = Fastify();
  useEtags(server);
  server.get("/report", { config: { access: "reader" } }, async () => answer());
  server.get("/other", { config: { access: "public" } }, async () => answer());
  return server;
}

it("names a report's content, and says so when its reader has it", async () => {
  let views = 1;
  const server = await serverWith(() => ({ views }));
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
  const server = await serverWith(() => {
    throw Object.assign(new Error("no"), { statusCode: 400 });
  });
  expect((await server.inject("/report")).headers.etag).toBeUndefined();
  const fine = await serverWith(() => ({ ok: true }));
  expect((await fine.inject("/other")).headers.etag).toBeUndefined();
});
