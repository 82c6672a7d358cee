import { LIMITS } from "@millrace/protocol";
import {
  AccountsUnavailable,
  BadRequest,
  QueryTooHeavy,
  QueueFull,
  QueueUnavailable,
  StateUnavailable,
  StoreUnavailable,
  TooManyQueries,
} from "../../domain/errors.ts";
import { UnknownImport } from "../../imports/site-imports.ts";
import type { Log } from "../../ports/log.ts";
import { UnknownSite } from "../../query/run-query.ts";
import { UnknownSession } from "../../query/sessions/read-session.ts";
import { UnknownReport } from "../../reports/run/read-report.ts";
import { BodyFault } from "./body.ts";

/** What went wrong, for the protocol at hand to put into its own shape. */
export interface Failure {
  readonly status: number;
  readonly message: string;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter?: number;
  /** What the sender may have meant. */
  readonly suggestion?: string | undefined;
}

const RETRY_AFTER_SECONDS = 2;
const UNKNOWN = [UnknownSite, UnknownReport, UnknownSession, UnknownImport];

/** Expected errors keep their message; what is our own fault is logged and told in one sentence. */
export function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof BodyFault) return { status: error.status, message: error.message };
  if (error instanceof BadRequest)
    return { status: 400, message: error.message, suggestion: error.suggestion };
  if (error instanceof QueryTooHeavy) return { status: 400, message: error.message };
  if (UNKNOWN.some((kind) => error instanceof kind))
    return { status: 404, message: (error as Error).message };
  if (error instanceof TooManyQueries) {
    log.warn({ error: error.message }, "too many reports at once, some are refused");
    return {
      status: 429,
      message: "too many reports are being worked out, try again",
      retryAfter: RETRY_AFTER_SECONDS,
    };
  }
  if (error instanceof QueueFull) {
    log.warn({ error: error.message }, "the queue is full, events are refused");
    return { status: 503, message: "the queue is full, try again", retryAfter: RETRY_AFTER_SECONDS };
  }
  if (error instanceof QueueUnavailable) {
    log.warn({ error: error.message }, "the queue takes nothing, events are refused");
    return { status: 503, message: "the queue is unavailable, try again", retryAfter: RETRY_AFTER_SECONDS };
  }
  if (error instanceof StoreUnavailable) {
    log.warn({ error: error.message }, "the event store does not answer");
    return {
      status: 503,
      message: "the event store is unavailable, try again",
      retryAfter: RETRY_AFTER_SECONDS,
    };
  }
  if (error instanceof StateUnavailable || error instanceof AccountsUnavailable) {
    log.warn({ error: error.message }, "a part that events need does not answer, requests are refused");
    return {
      status: 503,
      message: "a part of the instance is unavailable, try again",
      retryAfter: RETRY_AFTER_SECONDS,
    };
  }
  const status = (error as { statusCode?: number } | null)?.statusCode;
  if (status === 413) return { status, message: `the body is larger than ${LIMITS.bodyBytes} bytes` };
  if (status !== undefined && status < 500) return { status, message: (error as Error).message };
  log.error(
    { error: error instanceof Error ? error.stack : String(error) },
    "a request failed through a fault of ours",
  );
  return { status: 500, message: "internal error" };
}
