import { AUDIT_ACTIONS } from "@millrace/protocol";
import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, queryParameter, ref, replies, text } from "../../serve/openapi.ts";

const tag = "Audit log";
const TEAM = pathParameter("team", "Id of the team.", "1");
const ACTION = queryParameter("action", "Only rows of this action.", { schema: { enum: AUDIT_ACTIONS } });
const PAGE = [
  queryParameter("before", "Only rows older than the one with this id: `next` of the page before.", {
    schema: { type: "integer" },
  }),
  queryParameter("limit", "Rows, 1 to 500. Default: 100.", { schema: { type: "integer" } }),
  ACTION,
];
const WHAT =
  "Who did what to whom, when, and from which sign-in or key. Rows can't be changed, and go after two years; the name of a deleted account is removed. Goals, segments and annotations are not recorded.";
const PAGE_REPLY = json(ref("AuditPage"));
const FILE = text("text/csv; charset=utf-8; header=present");
const CSV = "Values that a spreadsheet would take for formulas begin with an apostrophe.";
const LATEST = "The latest first";

/** The record of who did what. */
export const AUDIT = defineEndpoints({
  readTeamAudit: {
    method: "GET",
    path: "/api/v1/teams/:team/audit",
    access: "team:manage",
    role: "api",
    openapi: {
      tag,
      summary: "Returns a team's audit log",
      description: WHAT,
      parameters: [TEAM, ...PAGE],
      replies: replies(PAGE_REPLY, LATEST, 400, 404, 503),
    },
  },
  exportTeamAudit: {
    method: "GET",
    path: "/api/v1/teams/:team/audit.csv",
    access: "team:manage",
    role: "api",
    noHead: true,
    openapi: {
      tag,
      summary: "Exports a team's audit log",
      description: CSV,
      parameters: [TEAM, ACTION],
      replies: replies(FILE, LATEST, 400, 404, 503),
    },
  },
  readAudit: {
    method: "GET",
    path: "/api/v1/audit",
    access: "operator",
    role: "api",
    openapi: {
      tag,
      summary: "Returns the instance's audit log: what belongs to no team",
      description: WHAT,
      parameters: PAGE,
      replies: replies(PAGE_REPLY, LATEST, 400, 503),
    },
  },
  exportAudit: {
    method: "GET",
    path: "/api/v1/audit.csv",
    access: "operator",
    role: "api",
    noHead: true,
    openapi: {
      tag,
      summary: "Exports the instance's audit log",
      description: CSV,
      parameters: [ACTION],
      replies: replies(FILE, LATEST, 400, 503),
    },
  },
});
