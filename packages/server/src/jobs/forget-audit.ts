import { AUDIT_KEPT_MS } from "../domain/audit.ts";
import type { Audit } from "../ports/audit.ts";
import type { Clock } from "../ports/clock.ts";
import type { Run } from "./job.ts";

export interface ForgetAuditDeps {
  readonly accounts: Pick<Audit, "forgetAudit">;
  readonly clock: Clock;
}

/** Deletes rows of the audit log that are older than AUDIT_KEPT_MS. */
export function createForgetAudit({ accounts, clock }: ForgetAuditDeps): Run {
  return async function forgetAudit() {
    await accounts.forgetAudit(clock.now() - AUDIT_KEPT_MS);
  };
}
