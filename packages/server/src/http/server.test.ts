import { describe, expect, it } from "vitest";
import {
  BadRequest,
  QueryTooHeavy,
  QueueBroken,
  QueueFull,
  QueueUnavailable,
  StoreUnavailable,
} from "../domain/errors.ts";
import { BodyFault } from "./body.ts";
import { createHttpServer, failureOf } from "./server.ts";
import { senderOf } from "./tracker-routes.ts";

function quietLog() {
  const errors: object[] = [];
  return { errors, debug() {}, info() {}, warn() {}, error: (facts: object) => void errors.push(facts) };
}

describe("failureOf", () => {
  it.each([
    { error: new BodyFault(413, "too large"), status: 413, message: "too large", retryAfter: undefined },
    {
      error: new BadRequest("no such metric"),
      status: 400,
      message: "no such metric",
      retryAfter: undefined,
    },
    { error: new QueryTooHeavy("too heavy"), status: 400, message: "too heavy", retryAfter: undefined },
    {
      error: new QueueFull("8 GB wait"),
      status: 503,
      message: "the queue is full, try again",
      retryAfter: 2,
    },
    {
      error: new QueueUnavailable("the disk is full"),
      status: 503,
      message: "the queue is unavailable, try again",
      retryAfter: 2,
    },
    {
      error: new StoreUnavailable("away"),
      status: 503,
      message: "the event store is unavailable, try again",
      retryAfter: 2,
    },
    {
      error: Object.assign(new Error("Unsupported Media Type"), { statusCode: 415 }),
      status: 415,
      message: "Unsupported Media Type",
      retryAfter: undefined,
    },
  ])("answers $error with $status", ({ error, status, message, retryAfter }) => {
    const log = quietLog();
    expect(failureOf(error, log)).toEqual({
      status,
      message,
      ...(retryAfter !== undefined && { retryAfter }),
    });
    expect(log.errors).toEqual([]);
  });

  it.each([new TypeError("x is not a function"), new QueueBroken("EIO"), "text", null, undefined])(
    "tells nothing of %s, a fault of ours, but logs it",
    (error) => {
      const log = quietLog();
      expect(failureOf(error, log)).toEqual({ status: 500, message: "internal error" });
      expect(log.errors).toHaveLength(1);
    },
  );
});

describe("the address of a sender", () => {
  async function addressSeen(trustedProxies: string[], peer: string, forwardedFor: string): Promise<string> {
    const server = createHttpServer({ trustedProxies, log: quietLog() });
    server.get(
      "/who",
      { config: { access: "public" } },
      async (request) => senderOf(request, { now: () => 0 }).ip,
    );
    const { body } = await server.inject({
      url: "/who",
      remoteAddress: peer,
      headers: { "x-forwarded-for": forwardedFor },
    });
    await server.close();
    return body;
  }

  it.each([
    { trusted: [], peer: "198.51.100.1", forwardedFor: "203.0.113.7", ip: "198.51.100.1" },
    { trusted: ["10.0.0.0/8"], peer: "198.51.100.1", forwardedFor: "203.0.113.7", ip: "198.51.100.1" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "203.0.113.7", ip: "203.0.113.7" },
    // What the client wrote itself stands in front of what the proxy added.
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "1.2.3.4, 203.0.113.7", ip: "203.0.113.7" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "203.0.113.7, 10.9.9.9", ip: "203.0.113.7" },
  ])(
    "is $ip for $peer that forwards for $forwardedFor, trusting $trusted",
    async ({ trusted, peer, forwardedFor, ip }) => {
      expect(await addressSeen(trusted, peer, forwardedFor)).toBe(ip);
    },
  );
});

describe("createHttpServer", () => {
  it("starts with no route that does not say who may call it", async () => {
    const server = createHttpServer({ trustedProxies: [], log: quietLog() });
    expect(() => server.get("/open", async () => "")).toThrow("the route /open does not say who may call it");
    await server.close();
  });
});
