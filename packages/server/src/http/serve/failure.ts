import { LIMITS } from "@millrace/protocol";
import {
  AccountsUnavailable,
  BadRequest,
  Conflict,
  NotAllowed,
  NotFound,
  ProviderUnavailable,
  QueryTooHeavy,
  QueueFull,
  QueueUnavailable,
  StateUnavailable,
  StoreUnavailable,
  TooManyAttempts,
  TooManyQueries,
  WrongCredentials,
} from "../../domain/errors.ts";
import type { Log } from "../../ports/log.ts";
import { BodyFault } from "./body.ts";

/** Why a request is refused. Each API converts it to its own format. */
export interface Failure {
  readonly status: number;
  readonly message: string;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter?: number;
  /** What the sender probably meant. */
  readonly suggestion?: string | undefined;
}

export const RETRY_AFTER_SECONDS = 2;

/** How an expected error is answered. */
interface Rule {
  readonly kind: abstract new (...args: never) => Error;
  readonly status: number;
  /** Default: the error's own message. */
  readonly message?: string;
  /** Logged as a warning, since the operator can act on it. */
  readonly warning?: string;
  /** Seconds. Default: RETRY_AFTER_SECONDS. */
  readonly retryAfter?: number;
}

/** Errors with a warning are temporary: the sender is asked to retry. */
const RULES: readonly Rule[] = [
  { kind: BadRequest, status: 400 },
  { kind: QueryTooHeavy, status: 400 },
  { kind: WrongCredentials, status: 401 },
  { kind: NotAllowed, status: 403 },
  { kind: NotFound, status: 404 },
  { kind: Conflict, status: 409 },
  {
    kind: TooManyQueries,
    status: 429,
    message: "too many reports are running, try again",
    warning: "too many reports at once, answering 429",
  },
  {
    kind: TooManyAttempts,
    status: 429,
    message: "too many failed attempts, try again in a minute",
    warning: "too many failed attempts, answering 429",
    retryAfter: 60,
  },
  {
    kind: ProviderUnavailable,
    status: 503,
    message: "the sign-in provider does not answer, try again",
    warning: "OpenID Connect provider unavailable, answering 503",
  },
  {
    kind: QueueFull,
    status: 503,
    message: "the queue is full, try again",
    warning: "queue full, answering 503",
  },
  {
    kind: QueueUnavailable,
    status: 503,
    message: "the queue is unavailable, try again",
    warning: "queue unavailable, answering 503",
  },
  {
    kind: StoreUnavailable,
    status: 503,
    message: "the event store is unavailable, try again",
    warning: "event store unavailable, answering 503",
  },
  ...[StateUnavailable, AccountsUnavailable].map((kind) => ({
    kind,
    status: 503,
    message: "a part of the instance is unavailable, try again",
    warning: "state or accounts store unavailable, answering 503",
  })),
];

/**
 * Returns the failure for an error. Expected errors keep their message; internal errors are logged and hidden behind a
 * 500.
 */
export function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof BodyFault) return { status: error.status, message: error.message };
  const rule = RULES.find(({ kind }) => error instanceof kind);
  if (rule !== undefined) return expected(error as Error, rule, log);
  const status = (error as { statusCode?: number } | null)?.statusCode;
  if (status === 413) return { status, message: `the body is larger than ${LIMITS.bodyBytes} bytes` };
  if (status !== undefined && status < 500) return { status, message: (error as Error).message };
  log.error(
    { error: error instanceof Error ? error.stack : String(error) },
    "internal error, answering 500: please report it",
  );
  return { status: 500, message: "internal error" };
}

function expected(error: Error, { status, message, warning, retryAfter }: Rule, log: Log): Failure {
  if (warning === undefined) {
    const { suggestion } = error as Partial<BadRequest>;
    return { status, message: error.message, ...(suggestion !== undefined && { suggestion }) };
  }
  log.warn({ error: error.message }, warning);
  return { status, message: message ?? error.message, retryAfter: retryAfter ?? RETRY_AFTER_SECONDS };
}
