import { createHmac } from "node:crypto";
import { TooManyAttempts } from "../domain/errors.ts";
import { HOUR, MINUTE } from "../domain/time.ts";
import { isoDate } from "../domain/time-zone/zoned-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { AttemptLimits, Attempts } from "../ports/people.ts";
import type { State } from "../ports/state.ts";

export interface LimitAttemptsDeps {
  readonly attempts: Attempts;
  readonly state: Pick<State, "salt">;
  readonly secret: string;
  readonly clock: Clock;
}

/** Who tries. An address is turned into a keyed hash, whose salt is destroyed with its date. */
export interface Attempt {
  /** What is tried, `sign in`: each has limits of its own. */
  readonly what: string;
  readonly account: string;
  readonly address: string;
  /** Each attempt sends a mail to the account, of which nobody should get many. */
  readonly sendsMail?: true;
}

/** An account's owner waits a minute at most, whoever else tries. */
const OF_ACCOUNT: AttemptLimits = { free: 5, maxWaitMs: MINUTE, forgetMs: HOUR };
const OF_MAILED: AttemptLimits = { free: 3, maxWaitMs: 15 * MINUTE, forgetMs: HOUR };
/** Many people may share an address. */
const OF_ADDRESS: AttemptLimits = { free: 20, maxWaitMs: 15 * MINUTE, forgetMs: HOUR };

/** Runs an attempt whose outcome is not known yet. Throws TooManyAttempts before it while the account or address has to wait. */
export type LimitAttempts = <Outcome extends { readonly succeeded: boolean }>(
  attempt: Attempt,
  run: () => Promise<Outcome>,
) => Promise<Outcome>;

export function createLimitAttempts({ attempts, state, secret, clock }: LimitAttemptsDeps): LimitAttempts {
  return async function limitAttempts({ what, account, address, sendsMail }, run) {
    const now = clock.now();
    const salt = await state.salt(isoDate(now));
    const keyOf = (kind: string, value: string) =>
      createHmac("sha256", secret)
        .update(salt)
        .update(JSON.stringify([what, kind, value]))
        .digest("base64url");
    const ofAddress = keyOf("address", address);
    const ofAccount = keyOf("account", account.toLowerCase());
    if (!(await attempts.takeAttempt(ofAddress, now, OF_ADDRESS))) throw new TooManyAttempts();
    const limits = sendsMail === true ? OF_MAILED : OF_ACCOUNT;
    if (!(await attempts.takeAttempt(ofAccount, now, limits))) throw new TooManyAttempts();
    const outcome = await run();
    if (outcome.succeeded) {
      await attempts.clearAttempts(ofAccount);
      await attempts.forgiveAttempt(ofAddress);
    }
    return outcome;
  };
}
