import { readdirSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RULES, type Rule } from "../../src/accounts/access.ts";
import { APIS } from "../../src/http/apis.ts";
import { listEndpoints } from "../../src/http/serve/endpoint.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { readExchanges } from "./play.ts";

const newFolder = useTempFolders();

const ENDPOINTS = listEndpoints(APIS).map(({ endpoint }) => endpoint);

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

  it("has every endpoint and who may call it, but for files that pages consist of", () => {
    const told = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")} ${operation["x-access"]}`,
      ),
    );
    const described = ENDPOINTS.filter(({ openapi }) => openapi !== null);
    expect(told.sort()).toEqual(described.map(({ method, path, access }) => `${method} ${path} ${access}`).sort());
    const left = ENDPOINTS.filter(({ openapi }) => openapi === null).map(({ path }) => path);
    expect(left).toEqual([
      // Of sockets; the page there is described.
      "/",
      ...["/favicon.ico", "/sites/:site", "/sites/:site/*", "/:team/:site/terminal", "/terminal", "/operations", "/setup", "/sign-in"],
      ...["/sign-in/oidc", "/recover", "/sign-up", "/confirm-email", "/invitation", "/account", "/teams"],
      ...["/teams/:team", "/share/:slug", "/teams/:team/keys", "/teams/:team/audit", "/*", "/assets/:file"],
    ]);
  });

  it("leaves changes to those whom a rule names, but for the ways in", () => {
    const weak = ENDPOINTS.filter(
      ({ method, access }) => method !== "GET" && ["public", "known", "site:view", "sites:list"].includes(access),
    );
    expect(weak.map(({ method, path, access }) => `${method} ${path} ${access}`)).toEqual([
      "POST /api/v2/query site:view",
      "POST /api/v1/setup public",
      "POST /api/v1/sign-in public",
      "POST /api/v1/invitations/read public",
      "POST /api/v1/invitations/accept public",
      "POST /api/v1/shares/:slug/unlock public",
      "POST /api/v1/recovery public",
      "POST /api/v1/recovery/reset public",
      "POST /api/v1/email/confirm public",
      "POST /api/v1/sign-up public",
      "POST /api/v1/sign-up/confirm public",
      "POST /api/v1/sign-in/code public",
      "POST /api/v1/sign-in/passkey/options public",
      "POST /api/v1/sign-in/passkey public",
      "POST /api/v1/sign-in/oidc/start public",
      "POST /api/v1/sign-in/oidc public",
    ]);
  });

  it("names for each endpoint the site that it is about, where it is about one", () => {
    for (const { path, openapi, siteIn, access } of ENDPOINTS) {
      if (access === "public") continue;
      const param = /:(site|id)\b/.exec(path)?.[1];
      const inQuery = openapi?.parameters?.some(({ name }) => name === "site_id") ?? false;
      if (path.startsWith("/api/v1/sites/") || path.startsWith("/api/websites/"))
        expect(siteIn, path).toBe(`path:${param}`);
      else if (inQuery) expect(siteIn, path).toBe("query:site_id");
    }
    for (const { path, siteIn, access, openapi } of ENDPOINTS) {
      const { role }: Rule = RULES[access];
      // Files of pages, which hold no data.
      if (openapi === null) continue;
      if (access !== "tracker") expect(siteIn !== undefined, path).toBe(role?.of === "site");
      expect(path.includes("/:team"), path).toBe(role?.of === "team");
    }
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
