import type { AccountDeletionPreview } from "@millrace/protocol";
import type { CheckOwnPassword } from "../../accounts/check-own-password.ts";
import type { createDeleteAccount } from "../../accounts/delete-account.ts";
import { BadRequest } from "../../domain/errors.ts";
import { ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { personOf } from "./callers.ts";
import { CREDENTIAL_BODIES as BODIES } from "./credential-schemas.ts";
import type { DELETION } from "./endpoints/deletion.ts";

export interface DeletionDeps {
  readonly deletion: ReturnType<typeof createDeleteAccount>;
  readonly checkOwnPassword: CheckOwnPassword;
  readonly actors: { changed(): Promise<void> };
}

/** Creates the handlers of the end of an account. */
export function createDeletionHandlers(deps: DeletionDeps): Handlers<typeof DELETION> {
  const { deletion, checkOwnPassword, actors } = deps;
  return {
    async readDeletion(request) {
      const { teams, toTransfer, isOnlyOperator } = await deletion.whatGoes(personOf(request));
      return ok({
        teams,
        to_transfer: toTransfer,
        is_only_operator: isOnlyOperator,
      } satisfies AccountDeletionPreview);
    },

    async deleteAccount(request) {
      const person = personOf(request);
      const { confirm, current_password } = readBody(request, BODIES.AccountDeletion);
      if (confirm.toLowerCase() !== person.email)
        throw new BadRequest("confirm must be your e-mail address: the account can't be restored");
      await checkOwnPassword(person, current_password, request.facts.address);
      const { teams } = await deletion.whatGoes(person);
      await deletion.deleteAccount(person.userId);
      const sites = teams.flatMap((team) => team.sites);
      const nameless = { kind: "person", id: person.userId, name: null, signInId: person.signInId } as const;
      noteAudit(request, { actor: nameless, ...(sites.length > 0 && { details: { sites } }) });
      await actors.changed();
      return ok({ deleted: true });
    },
  };
}
