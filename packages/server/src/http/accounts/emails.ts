import type { CheckOwnPassword } from "../../accounts/check-own-password.ts";
import type { createConfirmEmail } from "../../accounts/confirm-email.ts";
import { inEqualTime } from "../../accounts/in-equal-time.ts";
import type { LimitAttempts } from "../../accounts/limit-attempts.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import { BadRequest } from "../../domain/errors.ts";
import { ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { personOf } from "./callers.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { EMAILS } from "./endpoints/emails.ts";

export interface EmailsDeps {
  readonly emails: ReturnType<typeof createConfirmEmail>;
  readonly checkOwnPassword: CheckOwnPassword;
  readonly actors: { changed(): Promise<void> };
  readonly limitAttempts: LimitAttempts;
}

/** Creates the handlers of e-mail addresses. */
export function createEmailHandlers(deps: EmailsDeps): Handlers<typeof EMAILS> {
  const { emails, checkOwnPassword, actors, limitAttempts } = deps;

  /** Sends a mail: each is an attempt, so that nobody gets many. */
  async function send(what: string, account: string, address: string, run: () => Promise<void>) {
    await limitAttempts({ what, account, address, sendsMail: true }, async () => {
      await run();
      return { succeeded: false };
    });
    return ok({ requested: true });
  }

  return {
    requestVerification(request) {
      const { userId, email } = personOf(request);
      return send("verify", email, request.facts.address, () => emails.requestVerification(userId));
    },

    async requestEmailChange(request) {
      const person = personOf(request);
      const { address } = request.facts;
      const { email, current_password } = readBody(request, BODIES.EmailChange);
      if (email === person.email) throw new BadRequest("email is your address already");
      await checkOwnPassword(person, current_password, address);
      return inEqualTime(() =>
        send("change email", email, address, () => emails.requestChange(person.userId, email)),
      );
    },

    async confirmEmail(request) {
      const { token } = readBody(request, BODIES.EmailConfirmation);
      const attempt = { what: "confirm", account: token, address: request.facts.address };
      const { email, person, changed } = await limitAttempts(attempt, async () => ({
        ...(await emails.confirm(token)),
        succeeded: true,
      }));
      await actors.changed();
      const action = changed ? "e-mail changed" : "e-mail confirmed";
      const signInId = request.actor.kind === "person" ? request.actor.signInId : null;
      if (person !== null)
        noteAudit(request, {
          action,
          actor: { kind: "person", id: person.id, name: nameOf(person), signInId },
        });
      return ok({ email });
    },
  };
}
