/** The queue is at its size limit: answer 503 with Retry-After, the sender keeps the event. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

/** The queue cannot take events now (disk full, broker away): answer 503 with Retry-After. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
}

/**
 * The disk failed while it was told to keep a record. What it holds is unknown, so nothing may be
 * acknowledged any more: the process ends and starts again from what is really there.
 */
export class QueueBroken extends Error {
  override readonly name = "QueueBroken";
}

/** The event store cannot write or read now: keep the batch, back off, try again. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The state store (salts, leases, manifests) does not answer: try again. */
export class StateUnavailable extends Error {
  override readonly name = "StateUnavailable";
}

/** The accounts store does not answer: try again. */
export class AccountsUnavailable extends Error {
  override readonly name = "AccountsUnavailable";
}

/** Somebody else works on the partition by now: stop at once, write nothing more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The event store refuses the rows as such: trying the same rows again can't help, find the ones at fault. */
export class RowsRefused extends Error {
  override readonly name = "RowsRefused";
}

/** A query went over its cap of time, memory or rows. */
export class QueryTooHeavy extends Error {
  override readonly name = "QueryTooHeavy";
}

/** Too many queries wait for their turn: answer 429 with Retry-After. */
export class TooManyQueries extends Error {
  override readonly name = "TooManyQueries";
}

/** A request that its sender must change. `message` names the part at fault. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
  /** What the sender may have meant. */
  readonly suggestion: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly suggestion?: string | undefined } = {}) {
    super(message, options);
    this.suggestion = options.suggestion;
  }
}

/** What a request names is not there: answer 404. `message` names it. */
export class NotFound extends Error {
  override readonly name: string = "NotFound";
}

/** A request names a site that does not exist. */
export class UnknownSite extends NotFound {
  override readonly name = "UnknownSite";

  constructor(site: string) {
    super(`there is no site ${JSON.stringify(site)}`);
  }
}

/** What a request would create exists already: answer 409. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

const OUTAGES: ReadonlySet<unknown> = new Set([
  "QueueUnavailable",
  "StateUnavailable",
  "StoreUnavailable",
  "AccountsUnavailable",
]);

/** Whether trying the same again later can help: something is away. */
export function isOutage(error: unknown): boolean {
  return OUTAGES.has((error as Error | null)?.name);
}
