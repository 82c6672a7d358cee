import { type AuditFact, COMMAND_LINE, createRecordAudit } from "../accounts/record-audit.ts";
import type { Audit } from "../ports/audit.ts";
import { clock, createLog } from "./open-drivers.ts";

/** Adds to the audit log what a command did. Never throws. */
export const noteCommand = (audit: Pick<Audit, "addAudit">, fact: AuditFact): Promise<void> =>
  createRecordAudit({ audit, clock, log: createLog("warn") })(COMMAND_LINE, fact);
