import { readdirSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { readExchanges } from "./play.ts";

const newFolder = useTempFolders();

/** What a process with every role registers, as compose.ts does it. */
const registered = vi.hoisted(() => [] as string[]);
vi.mock("../../src/http/serve/server.ts", async (load) => {
  const original = await load<typeof import("../../src/http/serve/server.ts")>();
  return {
    ...original,
    createHttpServer(options: never): FastifyInstance {
      const server = original.createHttpServer(options);
      server.addHook("onRoute", ({ method, url, config }) => {
        if (method !== "HEAD") registered.push(`${method} ${url} ${config?.access}`);
      });
      return server;
    },
  };
});
vi.mock("../../src/http/serve/doors.ts", async (load) => {
  const original = await load<typeof import("../../src/http/serve/doors.ts")>();
  return {
    ...original,
    createDoors: ((doors, ...rest) => {
      registered.push(...doors.map(({ path, access }) => `POST ${path} ${access}`));
      return original.createDoors(doors, ...rest);
    }) satisfies typeof original.createDoors,
  };
});

interface Described {
  readonly components: { readonly schemas: object };
  readonly paths: Record<
    string,
    Record<string, { "x-access": string; responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
}

let app: StartedApp;
let description: Described;

beforeAll(async () => {
  app = await startApp(newFolder());
  description = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as Described;
});
afterAll(() => app.stop());

describe("/api/openapi.json", () => {
  it("is OpenAPI 3.1", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(description) as never);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe("3.1");
  });

  it("names nothing that it does not hold", () => {
    const refs = JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of refs) expect(description.components.schemas).toHaveProperty(String(name));
  });

  it("tells every route of the server and who may call it, and no other", () => {
    const told = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")} ${operation["x-access"]}`,
      ),
    );
    // Files that pages consist of are no part of the interface.
    const served = registered.filter((route) => !/ \/(?:\* |assets\/|favicon|sites\/|operations )/.test(route));
    expect(told.sort()).toEqual([...new Set(served)].sort());
  });

  // Who may change something is asked for the origin by it.
  it("leaves changes to operators", () => {
    const taken = [...new Set(registered)].filter((route) => !/^(?:GET|OPTIONS) | (?:operator|tracker)$/.test(route));
    expect(taken).toEqual(["POST /api/v2/query reader"]);
  });

  it("describes the replies as they are: every golden one fits", () => {
    const validator = new Ajv2020({ strict: false, schemas: [{ $id: "api", components: description.components }] });
    const folder = new URL("./requests/", import.meta.url);
    const exchanges = readdirSync(folder).flatMap((file) => readExchanges(new URL(file, folder)));
    const all = exchanges.flatMap((exchange) => [exchange, ...(exchange.then ?? [])]);
    const checked = all.filter(({ request, reply }) => {
      const schema = schemaOf(description, request.method, request.path, reply.status);
      // A placeholder is no value of the kind that it stands for.
      if (schema === null || reply.body === undefined || /"<\w[^"]*>"/.test(JSON.stringify(reply.body))) return false;
      if (typeof reply.body === "string") return false;
      const schemaText = JSON.stringify(schema).replaceAll('"#/', '"api#/');
      const isValid = validator.validate(JSON.parse(schemaText), reply.body);
      expect(isValid, `${request.method} ${request.path}: ${validator.errorsText()}`).toBe(true);
      return true;
    });
    expect(checked.length).toBeGreaterThan(100);
  });
});

function schemaOf({ paths }: Described, method: string, path: string, status: number): object | null {
  const asked = (path.split("?")[0] ?? "").replace(/(?<=.)\/$/, "");
  const found = Object.entries(paths).find(([template]) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(asked),
  );
  const replies = found?.[1][method.toLowerCase()]?.responses;
  return replies?.[status]?.content?.["application/json"]?.schema ?? null;
}
