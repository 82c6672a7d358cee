import { describe, expect, it } from "vitest";
import {
  BadRequest,
  QueryTooHeavy,
  QueueBroken,
  QueueFull,
  QueueUnavailable,
  StoreUnavailable,
  TooManyQueries,
} from "../../domain/errors.ts";
import { BodyFault } from "./body.ts";
import { failureOf } from "./failure.ts";

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
      error: new TooManyQueries("200 wait"),
      status: 429,
      message: "too many reports are running, try again",
      retryAfter: 2,
    },
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
