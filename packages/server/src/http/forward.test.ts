import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_SITE_SETTINGS } from "../domain/site.ts";
import { open } from "../drivers/accounts/sqlite.ts";
import type { Accounts } from "../ports/accounts.ts";
import { forwardRoutes } from "./forward.ts";
import { createHttpServer } from "./server.ts";
import { SITE_DATA_ROUTES, siteDataRoutes } from "./site-data.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const SITE = "a ü/1.example";
const GOALS = `/api/v1/sites/${encodeURIComponent(SITE)}/goals`;

let accounts: Accounts;
let behind: FastifyInstance;
let edge: FastifyInstance;
let url: string;

beforeAll(async () => {
  accounts = await open("sqlite::memory:");
  await accounts.createSite(SITE, DEFAULT_SITE_SETTINGS);
  behind = createHttpServer({ log });
  siteDataRoutes(behind, { find: accounts.findSite, accounts, log });
  const behindUrl = await behind.listen({ host: "127.0.0.1", port: 0 });
  edge = createHttpServer({ log });
  forwardRoutes(edge, SITE_DATA_ROUTES, () => behindUrl, "away");
  url = await edge.listen({ host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  await Promise.all([edge.close(), behind.close()]);
  await accounts.close();
});

async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, type?: string) {
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
  const reply = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: reply.status, body: await reply.json() };
}

it("hands on what is made, listed and removed, the parameters of its address as they were sent", async () => {
  const made = await call("POST", GOALS, '{"event": "Signup"}', "application/json");
  expect(made.status).toBe(201);
  expect(await call("GET", GOALS)).toEqual({ status: 200, body: { goals: [made.body] } });
  expect(await call("DELETE", `${GOALS}/${made.body.id}`)).toEqual({ status: 200, body: { deleted: true } });
  expect((await call("DELETE", `${GOALS}/${made.body.id}`)).status).toBe(404);
});

it.each([
  { type: "text/plain", body: '{"event": "Forged"}' },
  { type: undefined, body: new TextEncoder().encode('{"event": "Forged"}') },
])("does not turn a form of another site's page into JSON: $type", async ({ type, body }) => {
  expect((await call("POST", GOALS, body, type)).status).toBe(415);
  expect(await call("GET", GOALS)).toEqual({ status: 200, body: { goals: [] } });
});

it("hands on a body that is not there", async () => {
  expect(await call("POST", GOALS, undefined, "application/json")).toEqual({
    status: 400,
    body: { error: "the body is empty" },
  });
});

it("knows every route that the process behind it answers", () => {
  const routes: string[] = [];
  const server = createHttpServer({ log });
  server.addHook("onRoute", ({ method, url: path, config }) => {
    if (method !== "HEAD") routes.push(`${method} ${path} ${config?.access}`);
  });
  siteDataRoutes(server, { find: accounts.findSite, accounts, log });
  expect(
    SITE_DATA_ROUTES.map(({ method, url: path, access }) => `${method} ${path} ${access}`).sort(),
  ).toEqual(routes.sort());
});
