import { describe, expect, it } from "vitest";
import { testApi } from "../../../test/build/test-api.ts";
import { listEndpoints } from "./endpoint.ts";
import { serveApi } from "./serve-api.ts";
import { createHttpServer } from "./server.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const TEST = testApi({
  read: { method: "GET", path: "/read", access: "reader", role: "api", openapi: null },
});
const HANDLERS = { read: async () => ({ status: 200, body: {} }) };

describe("createHttpServer", () => {
  it("takes no route that is in no table of endpoints", async () => {
    const { routes } = createHttpServer({ log, apis: [TEST] });
    expect(() => routes.get("/open", async () => "")).toThrow(
      "the route GET /open is in no API's table of endpoints",
    );
    await routes.close();
  });

  it("takes no endpoint of an API that it was not made for", async () => {
    const server = createHttpServer({ log, apis: [] });
    expect(() => serveApi(server, TEST, "api", HANDLERS)).toThrow("GET /read is in no API's table");
    await server.routes.close();
  });

  it("refuses two endpoints with one method and path", () => {
    expect(() => listEndpoints([TEST, TEST])).toThrow("two endpoints are GET /read");
  });
});
