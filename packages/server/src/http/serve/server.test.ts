import { describe, expect, it } from "vitest";
import { createHttpServer } from "./server.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

describe("createHttpServer", () => {
  it("starts with no route that does not say who may call it", async () => {
    const server = createHttpServer({ log });
    expect(() => server.get("/open", async () => "")).toThrow("the route /open does not say who may call it");
    await server.close();
  });
});
