import type { ErasureInfo } from "@millrace/protocol";
import { z } from "zod";
import { planErasure } from "../../accounts/plan-erasure.ts";
import type { Erasure } from "../../domain/site/erasure.ts";
import type { Erasures } from "../../ports/accounts.ts";
import { created, createForSite, type FindSite, ok } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { checkConfirmed } from "./confirmation.ts";
import type { ERASURES } from "./endpoints/erasures.ts";

export interface ErasuresDeps {
  readonly find: FindSite;
  readonly accounts: Pick<Erasures, "requestErasure" | "listErasures">;
}

const newErasureSchema = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  user_id: z.string().optional(),
  confirm: z.string(),
});

/** Creates the handlers of a site's erasures. */
export function createErasureHandlers({ find, accounts }: ErasuresDeps): Handlers<typeof ERASURES> {
  const forSite = createForSite(find);

  return {
    listErasures: forSite(async ({ id }) => {
      const erasures = await accounts.listErasures(id);
      return ok({ erasures: erasures.map(showErasure).reverse() });
    }),

    requestErasure: forSite(async (site, request) => {
      const { confirm, from, to, user_id: userId } = readBody(request, newErasureSchema);
      checkConfirmed(confirm, site.name);
      const part = planErasure(site, { from, to, userId });
      // Never the person: their id is what is to be forgotten.
      const details = part.kind === "period" ? { from: part.firstDay, to: part.lastDay } : { person: true };
      noteAudit(request, { details });
      return created(showErasure(await accounts.requestErasure(site.id, part)));
    }),
  };
}

/** Leaves out a person's hash: nobody has a use for it. */
function showErasure({ id, part, requestedAt, erasedAt, doneAt, rows }: Erasure): ErasureInfo {
  const isPeriod = part.kind === "period";
  return {
    id,
    kind: part.kind,
    from: isPeriod ? part.firstDay : null,
    to: isPeriod ? part.lastDay : null,
    state: stateOf({ erasedAt, doneAt }),
    requested_at: new Date(requestedAt).toISOString(),
    erased_at: isoOf(erasedAt),
    done_at: isoOf(doneAt),
    rows,
  };
}

function stateOf({ erasedAt, doneAt }: Pick<Erasure, "erasedAt" | "doneAt">): ErasureInfo["state"] {
  if (doneAt !== null) return "done";
  return erasedAt === null ? "requested" : "erased";
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
