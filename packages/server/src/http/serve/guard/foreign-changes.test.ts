import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Access, createHttpServer } from "../server.ts";
import { createAskedHost } from "./asked-host.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const ALL: readonly Access[] = ["tracker", "public", "reader", "operator"];
const HOST = "stats.example:8443";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

let server: FastifyInstance;

beforeEach(() => {
  server = createHttpServer({ log, askedHost: createAskedHost(["10.0.0.9"]) });
  for (const access of ALL) server.all(`/${access}`, { config: { access } }, async () => "done");
});
afterEach(() => server.close());

async function ask(method: Method, access: Access, headers: Record<string, string>, from = "192.0.2.1") {
  const asked = { method, url: `/${access}`, headers: { host: HOST, ...headers }, remoteAddress: from };
  const { statusCode, body } = await server.inject(asked);
  return statusCode === 200 ? body : { statusCode, ...JSON.parse(body) };
}

const REFUSED = { statusCode: 403, error: "a page of another origin may not change anything" };

describe("a page of another origin", () => {
  const headers = { origin: "https://evil.example" };

  it.each(["POST", "PUT", "PATCH", "DELETE"] as const)("may not %s what is an operator's", async (method) => {
    expect(await ask(method, "operator", headers)).toEqual(REFUSED);
  });

  it("may ask for it, which tells a browser's page nothing without CORS", async () => {
    expect(await ask("GET", "operator", headers)).toBe("done");
  });

  it.each(["tracker", "public", "reader"] as const)("may send what %s routes take", async (access) => {
    expect(await ask("POST", access, headers)).toBe("done");
  });

  it("is known by its port as well", async () => {
    expect(await ask("POST", "operator", { origin: "https://stats.example" })).toEqual(REFUSED);
  });
});

it.each([
  { headers: {}, who: "a program, which has no origin" },
  { headers: { origin: `https://${HOST}` }, who: "a page of the instance" },
])("lets $who change what is an operator's", async ({ headers }) => {
  expect(await ask("POST", "operator", headers)).toBe("done");
});

it("believes the host that a trusted proxy tells, not one that a stranger does", async () => {
  const headers = { origin: "https://a.example", "x-forwarded-host": "a.example" };
  expect(await ask("POST", "operator", headers, "10.0.0.9")).toBe("done");
  expect(await ask("POST", "operator", headers)).toEqual(REFUSED);
});
