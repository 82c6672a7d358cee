import { inEqualTime } from "../../accounts/in-equal-time.ts";
import type { LimitAttempts } from "../../accounts/limit-attempts.ts";
import { nameOf } from "../../accounts/record-audit.ts";
import type { createRecoverAccount } from "../../accounts/recover-account.ts";
import type { Authentication } from "../../ports/authentication.ts";
import { ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { RECOVERY } from "./endpoints/recovery.ts";

export interface RecoveryDeps {
  readonly recovery: ReturnType<typeof createRecoverAccount>;
  readonly authentication: () => Promise<Authentication>;
  readonly actors: { changed(): Promise<void> };
  readonly limitAttempts: LimitAttempts;
}

/** Creates the handlers of forgotten passwords. */
export function createRecoveryHandlers(deps: RecoveryDeps): Handlers<typeof RECOVERY> {
  const { recovery, authentication, actors, limitAttempts } = deps;
  return {
    async requestRecovery(request) {
      const { email } = readBody(request, BODIES.RecoveryRequest);
      const attempt = {
        what: "recover",
        account: email,
        address: request.facts.address,
        sendsMail: true,
      } as const;
      await inEqualTime(() =>
        limitAttempts(attempt, async () => {
          await recovery.request(email);
          return { succeeded: false };
        }),
      );
      return ok({ requested: true });
    },

    async resetPassword(request) {
      const { token, password } = readBody(request, BODIES.PasswordReset);
      const attempt = { what: "reset", account: token, address: request.facts.address };
      const { person } = await limitAttempts(attempt, async () => ({
        person: await recovery.reset(token, password, await authentication()),
        succeeded: true,
      }));
      noteAudit(request, {
        action: "password recovered",
        actor: { kind: "person", id: person.id, name: nameOf(person), signInId: null },
      });
      await actors.changed();
      return ok({ changed: true });
    },
  };
}
