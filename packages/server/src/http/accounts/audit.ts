import { AUDIT_ACTIONS, type AuditAction, type AuditEntryInfo, type AuditPage } from "@millrace/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import { BadRequest } from "../../domain/errors.ts";
import type { Audit, AuditEntry } from "../../ports/audit.ts";
import type { Log } from "../../ports/log.ts";
import { type Answer, ok } from "../serve/answer.ts";
import { teamOf } from "../serve/guard/authorize.ts";
import type { Handlers } from "../serve/handlers.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import type { Cell, Column, Row } from "../serve/rows/row-format.ts";
import { sendRows } from "../serve/rows/send-rows.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { AUDIT } from "./endpoints/audit.ts";

export interface AuditDeps {
  readonly audit: Pick<Audit, "listAudit">;
  readonly log: Log;
}

const MAX_LISTED = 500;
const NO_STORE = { "cache-control": "no-store" };

/** Creates the handlers of the audit log. */
export function createAuditHandlers({ audit, log }: AuditDeps): Handlers<typeof AUDIT> {
  async function readPage(request: FastifyRequest, teamId: number | null): Promise<Answer> {
    const { before, limit = "100", action } = readParams(request, ["before", "limit", "action"]);
    const most = wholeNumber("limit", limit, MAX_LISTED);
    const found = await audit.listAudit({
      teamId,
      before: before === undefined ? undefined : wholeNumber("before", before),
      action: readAction(action),
      limit: most + 1,
    });
    const entries = found.slice(0, most);
    const next = found.length > most ? (entries.at(-1)?.id ?? null) : null;
    return ok({ entries: entries.map(show), next } satisfies AuditPage, NO_STORE);
  }

  function exportRows(request: FastifyRequest, reply: FastifyReply, teamId: number | null) {
    const action = readAction(readParams(request, ["action"]).action);
    return sendRows(reply, {
      format: "csv",
      columns: COLUMNS,
      pages: readAll(audit, { teamId, action }),
      fileName: teamId === null ? "audit" : `audit-team-${teamId}`,
      log,
    });
  }

  return {
    readTeamAudit: (request) => readPage(request, teamOf(request)),
    exportTeamAudit: (request, reply) => exportRows(request, reply, teamOf(request)),
    readAudit: (request) => readPage(request, null),
    exportAudit: (request, reply) => exportRows(request, reply, null),
  };
}

const readParams = ({ query }: FastifyRequest, names: readonly string[]) =>
  refuseUnknown(readTextParams(query), names);

function readAction(text: string | undefined): AuditAction | undefined {
  if (text === undefined || text === "") return undefined;
  const action = AUDIT_ACTIONS.find((one) => one === text);
  if (action === undefined) throw new BadRequest(`action must be one of ${AUDIT_ACTIONS.join(", ")}`);
  return action;
}

function wholeNumber(name: string, text: string, most = 2 ** 31 - 1): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new BadRequest(`${name} must be a whole number from 1 to ${most}`);
}

const show = ({ id, at, action, actor, site, target, details }: AuditEntry): AuditEntryInfo => ({
  id,
  at: new Date(at).toISOString(),
  action,
  actor: {
    kind: actor.kind,
    name: actor.name,
    sign_in_id: actor.signInId,
    key_id: actor.kind === "key" && actor.id !== null ? Number(actor.id) : null,
  },
  site,
  target,
  details,
});

const COLUMNS: readonly Column[] = [
  { name: "at", kind: "instant" },
  { name: "actor", kind: "text" },
  { name: "actor_kind", kind: "text" },
  { name: "sign_in_id", kind: "text" },
  { name: "key_id", kind: "integer" },
  { name: "action", kind: "text" },
  { name: "site", kind: "text" },
  { name: "target", kind: "text" },
  { name: "details", kind: "text" },
];

async function* readAll(
  audit: AuditDeps["audit"],
  selection: { readonly teamId: number | null; readonly action: AuditAction | undefined },
): AsyncGenerator<readonly Row[]> {
  let before: number | undefined;
  for (;;) {
    const page = await audit.listAudit({ ...selection, before, limit: MAX_LISTED });
    if (page.length > 0) yield page.map(toRow);
    if (page.length < MAX_LISTED) return;
    before = page.at(-1)?.id;
  }
}

function toRow(entry: AuditEntry): Row {
  const { actor, action, site, target, details } = show(entry);
  const { kind, name, sign_in_id, key_id } = actor;
  const facts = Object.keys(details).length === 0 ? null : JSON.stringify(details);
  return [
    entry.at,
    inert(name),
    kind,
    inert(sign_in_id),
    key_id,
    action,
    inert(site),
    inert(target),
    inert(facts),
  ];
}

/** A spreadsheet runs what begins like a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const inert = (text: string | null): Cell => (text !== null && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
