import { BadRequest } from "../domain/errors.ts";
import type { Authentication } from "../ports/authentication.ts";
import type { People } from "../ports/people.ts";
import type { LimitAttempts } from "./limit-attempts.ts";

export interface CheckOwnPasswordDeps {
  readonly people: Pick<People, "passwordHash">;
  readonly authentication: () => Promise<Pick<Authentication, "verifyPassword">>;
  readonly limitAttempts: LimitAttempts;
}

/**
 * Checks that a change is made by the person themselves, not by somebody at their unlocked screen. Throws BadRequest for
 * a wrong password, and TooManyAttempts. A person who has none, since they sign in in another way, needs none.
 */
export type CheckOwnPassword = (
  person: { readonly userId: string; readonly email: string },
  password: string | undefined,
  address: string,
) => Promise<void>;

export function createCheckOwnPassword({
  people,
  authentication,
  limitAttempts,
}: CheckOwnPasswordDeps): CheckOwnPassword {
  return async function checkOwnPassword({ userId, email }, password, address) {
    const hash = await people.passwordHash(userId);
    if (hash === null) return;
    if (password === undefined) throw new BadRequest("current_password is required");
    const { verifyPassword } = await authentication();
    const attempt = { what: "sign in", account: email, address };
    const { succeeded } = await limitAttempts(attempt, async () => ({
      succeeded: await verifyPassword(hash, password),
    }));
    if (!succeeded) throw new BadRequest("current_password is wrong");
  };
}
