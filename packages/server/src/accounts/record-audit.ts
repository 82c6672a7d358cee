import type { AuditAction, AuditDetails } from "@millrace/protocol";
import type { Actor } from "../domain/access/actor.ts";
import type { Audit, AuditActor, NewAuditEntry } from "../ports/audit.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

/** What happened, as far as it is not known from the request. */
export interface AuditFact {
  readonly action: AuditAction;
  /** Default: whoever sends the request. */
  readonly actor?: AuditActor;
  readonly teamId?: number | null;
  readonly site?: { readonly id: number | null; readonly name: string } | null;
  readonly target?: string | null;
  readonly targetUserId?: string | null;
  readonly details?: AuditDetails;
}

/** Writes to the audit log. Never throws: what was done is done, and its reply must not say otherwise. */
export type RecordAudit = (actor: AuditActor, fact: AuditFact) => Promise<void>;

export interface RecordAuditDeps {
  readonly audit: Pick<Audit, "addAudit">;
  readonly clock: Clock;
  readonly log: Log;
}

export function createRecordAudit({ audit, clock, log }: RecordAuditDeps): RecordAudit {
  return async function recordAudit(actor, fact) {
    try {
      await audit.addAudit(toEntry(actor, fact, clock.now()));
    } catch (error) {
      log.error(
        { action: fact.action, error: (error as Error).message },
        "audit log not written: the action was done, its record is missing",
      );
    }
  };
}

/** Completes the record of an action. */
export function toEntry(actor: AuditActor, fact: AuditFact, at: number): NewAuditEntry {
  const { action, teamId = null, site = null, target = null, targetUserId = null, details = {} } = fact;
  return {
    at,
    action,
    actor: fact.actor ?? actor,
    teamId,
    siteId: site?.id ?? null,
    site: site?.name ?? null,
    target,
    targetUserId,
    details,
  };
}

const nameless = (kind: AuditActor["kind"]): AuditActor => ({ kind, id: null, name: null, signInId: null });

export const COMMAND_LINE = nameless("command line");
export const NOBODY = nameless("nobody");

/** Returns how the audit log names a person. */
export const nameOf = ({ name, email }: { readonly name: string; readonly email: string }): string =>
  `${name} (${email})`;

/** Returns how the audit log names who sends a request. */
export function toAuditActor(actor: Actor): AuditActor {
  if (actor.kind === "person")
    return { kind: "person", id: actor.userId, name: nameOf(actor), signInId: actor.signInId };
  if (actor.kind === "key") return { kind: "key", id: String(actor.keyId), name: actor.name, signInId: null };
  return nameless(actor.kind === "open" ? "open" : "nobody");
}
