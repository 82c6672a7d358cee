import type { FastifyInstance, FastifyRequest } from "fastify";
import { type AuditFact, type RecordAudit, toAuditActor } from "../../accounts/record-audit.ts";
import type { Listed } from "./endpoint.ts";
import { teamOf } from "./guard/authorize.ts";

/** What a handler adds to the record of its endpoint's action. */
export type AuditNote = Omit<AuditFact, "action"> & Partial<Pick<AuditFact, "action">>;

/**
 * Adds to the audit log what the request did. Without an action, that of the endpoint is meant. It is written if the
 * reply is no refusal, and in the order of the calls; `sign-in failed` is written if it is one.
 */
export function noteAudit(request: FastifyRequest, note: AuditNote): void {
  request.auditNotes ??= [];
  request.auditNotes.push(note);
}

/**
 * Records what endpoints with `audit` did, when their reply is about to be sent. Requests that are relayed are recorded
 * by the process that answers them.
 */
export function auditChanges(routes: FastifyInstance, record: RecordAudit): void {
  routes.decorateRequest("auditNotes");
  routes.decorateRequest("siteOwner");
  routes.addHook("onSend", async function recordChanges(request, reply) {
    const { listed, isRelayed } = request.routeOptions.config;
    if (listed?.endpoint.audit === undefined || isRelayed === true) return;
    // The guard refused it before anybody asked who sends it.
    if (request.actor === undefined) return;
    const actor = toAuditActor(request.actor);
    const facts = factsOf(request, listed);
    if (reply.statusCode >= 400) {
      // Not waited for: only known addresses have such a record, and the time of the reply must not show it.
      for (const fact of facts.filter(isOfRefusal)) void record(actor, fact);
      return;
    }
    for (const fact of facts) if (!isOfRefusal(fact)) await record(actor, fact);
  });
}

const isOfRefusal = ({ action }: AuditFact): boolean => action === "sign-in failed";

function factsOf(request: FastifyRequest, { endpoint: { audit } }: Listed): AuditFact[] {
  const about = aboutOf(request);
  const notes = request.auditNotes ?? (typeof audit === "string" ? [{}] : []);
  return notes.flatMap((note) => {
    const action = note.action ?? (typeof audit === "string" ? audit : undefined);
    return action === undefined ? [] : [{ ...about, ...note, action }];
  });
}

/** The team and site that the path names. */
function aboutOf(request: FastifyRequest): Pick<AuditFact, "teamId" | "site"> {
  const { site } = request.params as { readonly site?: string };
  if (site !== undefined) {
    const owner = request.siteOwner ?? null;
    return { teamId: owner?.teamId ?? null, site: { id: owner?.id ?? null, name: site } };
  }
  const teamId = teamOf(request);
  return { teamId: Number.isNaN(teamId) ? null : teamId };
}
