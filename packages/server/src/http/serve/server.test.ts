import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import { allowAll } from "../../../test/build/allow-all.ts";
import { testApi } from "../../../test/build/test-api.ts";
import { listEndpoints } from "./endpoint.ts";
import { serveApi } from "./serve-api.ts";
import { closeHttpServer, createHttpServer } from "./server.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const TEST = testApi({
  read: { method: "GET", path: "/read", access: "site:view", role: "api", openapi: null },
});
const HANDLERS = { read: async () => ({ status: 200, body: {} }) };

describe("createHttpServer", () => {
  it("takes no route that is in no table of endpoints", async () => {
    const { routes } = createHttpServer({ log, authorize: allowAll, apis: [TEST] });
    expect(() => routes.get("/open", async () => "")).toThrow(
      "the route GET /open is in no API's table of endpoints",
    );
    await routes.close();
  });

  it("takes no endpoint of an API that it was not made for", async () => {
    const server = createHttpServer({ log, authorize: allowAll, apis: [] });
    expect(() => serveApi(server, TEST, "api", HANDLERS)).toThrow("GET /read is in no API's table");
    await server.routes.close();
  });

  it("refuses two endpoints with one method and path", () => {
    expect(() => listEndpoints([TEST, TEST])).toThrow("two endpoints are GET /read");
  });
});

it("answers a request that began to arrive before the server closed, and ends its connection", async () => {
  const server = createHttpServer({ log, authorize: allowAll, apis: [TEST] });
  serveApi(server, TEST, "api", HANDLERS);
  await server.routes.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.routes.server.address() as AddressInfo;
  const client = connect(port, "127.0.0.1").setEncoding("utf8");
  const whole = "GET /read HTTP/1.1\r\nhost: localhost\r\n\r\n";
  client.write(whole + whole.slice(0, 20));
  // One write: with the first reply the beginning of the second request has arrived as well.
  await once(client, "data");
  const closed = closeHttpServer(server);
  await expect.poll(() => server.routes.server.listening).toBe(false);
  client.write(whole.slice(20));
  const [second] = await once(client, "data");
  expect(second).toMatch(/^HTTP\/1.1 200 .*connection: close.*\{\}$/is);
  await closed;
});
