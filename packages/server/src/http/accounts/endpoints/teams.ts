import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Teams";
const PATH = "/api/v1/teams";
const TEAM = pathParameter("team", "Id of the team.", "1");
const USER = pathParameter("user", "Id of the member.", "5f0c7a52-0d1e-4c8e-9f0a-3b5f0f6f2f11");
const MANAGE = { access: "team:manage", role: "api" } as const;

/** Teams and their members. */
export const TEAMS = defineEndpoints({
  createTeam: {
    method: "POST",
    path: PATH,
    access: "person",
    role: "api",
    audit: ["team created"],
    openapi: {
      tag,
      summary: "Creates a team and makes oneself its owner",
      body: json(ref("NewTeam"), { name: "Example" }),
      replies: repliesOfMaking(json(ref("Team")), "Created", 400, 413, 415, 503),
    },
  },
  readTeam: {
    method: "GET",
    path: `${PATH}/:team`,
    access: "team:view",
    role: "api",
    openapi: {
      tag,
      summary: "Returns a team with its members and sites",
      parameters: [TEAM],
      replies: replies(json(ref("TeamDetails")), "The team", 404, 503),
    },
  },
  changeTeam: {
    ...MANAGE,
    method: "PATCH",
    path: `${PATH}/:team`,
    audit: "team renamed",
    openapi: {
      tag,
      summary: "Renames a team",
      parameters: [TEAM],
      body: json(ref("NewTeam"), { name: "Example" }),
      replies: replies(done("changed"), "Renamed", 400, 404, 413, 415, 503),
    },
  },
  deleteTeam: {
    method: "DELETE",
    path: `${PATH}/:team`,
    access: "team:own",
    role: "api",
    audit: ["team deleted"],
    openapi: {
      tag,
      summary: "Deletes a team without sites",
      parameters: [TEAM],
      replies: replies(done("deleted"), "Deleted", 404, 409, 503),
    },
  },
  changeMember: {
    ...MANAGE,
    method: "PATCH",
    path: `${PATH}/:team/members/:user`,
    audit: ["role changed", "access narrowed"],
    openapi: {
      tag,
      summary: "Changes a member's role and sites",
      description: "Admins give and take every role but the owner's, which is transferred.",
      parameters: [TEAM, USER],
      body: json(ref("MemberChanges"), { role: "viewer", sites: ["demo.example"] }),
      replies: replies(done("changed"), "Changed", 400, 403, 404, 413, 415, 503),
    },
  },
  removeMember: {
    ...MANAGE,
    method: "DELETE",
    path: `${PATH}/:team/members/:user`,
    audit: "member removed",
    openapi: {
      tag,
      summary: "Removes a member",
      description: "Takes effect at once; live WebSockets end within 5 s. The owner can't be removed.",
      parameters: [TEAM, USER],
      replies: replies(done("removed"), "Removed", 403, 404, 503),
    },
  },
  leaveTeam: {
    method: "DELETE",
    path: `${PATH}/:team/membership`,
    access: "team:view",
    role: "api",
    audit: "member left",
    openapi: {
      tag,
      summary: "Leaves a team",
      description: "An owner has to transfer the team first.",
      parameters: [TEAM],
      replies: replies(done("left"), "Left", 404, 409, 503),
    },
  },
  transferTeam: {
    method: "POST",
    path: `${PATH}/:team/transfer`,
    access: "team:own",
    role: "api",
    audit: "ownership transferred",
    openapi: {
      tag,
      summary: "Makes another member the owner",
      description: "The former owner becomes an admin.",
      parameters: [TEAM],
      body: json(ref("TeamTransfer"), { user_id: "5f0c7a52-0d1e-4c8e-9f0a-3b5f0f6f2f11" }),
      replies: replies(done("transferred"), "Transferred", 400, 404, 413, 415, 503),
    },
  },
  moveSite: {
    method: "POST",
    path: "/api/v1/sites/:site/move",
    access: "site:manage",
    siteIn: "path:site",
    role: "api",
    audit: ["site moved"],
    openapi: {
      tag,
      summary: "Moves a site to another team",
      description: "Needs the role admin in both teams.",
      parameters: [pathParameter("site", "Name of the site.", "demo.example")],
      body: json(ref("SiteMove"), { team: 2 }),
      replies: replies(done("moved"), "Moved", 400, 403, 404, 413, 415, 503),
    },
  },
});
