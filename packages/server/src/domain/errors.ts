/** The queue is at its size limit. Answer 503 with Retry-After; the sender keeps the event. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

/** The queue cannot accept events now (disk full, broker away). Answer 503 with Retry-After. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
}

/**
 * The disk failed while it had to keep a record. Its content is unknown, so nothing may be acknowledged any more: the
 * process ends, and the next one starts from what is really on disk.
 */
export class QueueBroken extends Error {
  override readonly name = "QueueBroken";
}

/** The event store cannot write or read now. Keep the batch, back off, try again. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The state store (salts, leases, manifests) does not answer. Try again. */
export class StateUnavailable extends Error {
  override readonly name = "StateUnavailable";
}

/** The accounts store does not answer. Try again. */
export class AccountsUnavailable extends Error {
  override readonly name = "AccountsUnavailable";
}

/** A mail was refused for good, by its server or for what is in it. Trying again can't help. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
}

/** A mail could not be sent now, or it is unknown whether it was. Try again. */
export class MailUnavailable extends Error {
  override readonly name = "MailUnavailable";
}

/** Another holder has the lease by now. Stop at once and write nothing more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The event store rejects the rows themselves. Trying the same rows again can't help; find the ones at fault. */
export class RowsRefused extends Error {
  override readonly name = "RowsRefused";
}

/** A query exceeded its cap of time, memory or rows. */
export class QueryTooHeavy extends Error {
  override readonly name = "QueryTooHeavy";
}

/** Too many queries are waiting. Answer 429 with Retry-After. */
export class TooManyQueries extends Error {
  override readonly name = "TooManyQueries";
}

/** The sender must change the request. `message` names the part at fault. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
  /** What the sender probably meant. */
  readonly suggestion: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly suggestion?: string | undefined } = {}) {
    super(message, options);
    this.suggestion = options.suggestion;
  }
}

/** What a request refers to does not exist. Answer 404. `message` names it. */
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

/** What a person gave to show who they are is wrong. Answer 401. */
export class WrongCredentials extends Error {
  override readonly name = "WrongCredentials";
}

/** The OpenID Connect provider does not answer, or not as one. Answer 503 with Retry-After. */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";
}

/** Who asks is known, but may not. Answer 403. `message` says what is needed. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed";
}

/** Somebody tried too often. Answer 429 with Retry-After. */
export class TooManyAttempts extends Error {
  override readonly name = "TooManyAttempts";
}

/** What a request would create exists already. Answer 409. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

const OUTAGES: ReadonlySet<unknown> = new Set([
  "QueueUnavailable",
  "StateUnavailable",
  "StoreUnavailable",
  "AccountsUnavailable",
]);

/** Returns whether the same call can succeed later, because a service does not answer now. */
export function isOutage(error: unknown): boolean {
  return OUTAGES.has((error as Error | null)?.name);
}
