import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Teams";
const PATH = "/api/v1/teams/:team/invitations";
const TEAM = pathParameter("team", "Id of the team.", "1");
const ID = pathParameter("id", "Id of the invitation.", "1");
const MANAGE = { access: "team:manage", role: "api" } as const;
const PUBLIC = { method: "POST", access: "public", role: "api" } as const;

/** Invitations to teams: made by admins, accepted by whoever has the link. */
export const INVITATIONS = defineEndpoints({
  listInvitations: {
    ...MANAGE,
    method: "GET",
    path: PATH,
    openapi: {
      tag,
      summary: "Lists a team's open invitations",
      parameters: [TEAM],
      replies: replies(json(ref("InvitationList")), "By e-mail address", 404, 503),
    },
  },
  createInvitation: {
    ...MANAGE,
    method: "POST",
    path: PATH,
    audit: "invitation sent",
    openapi: {
      tag,
      summary: "Invites somebody to a team",
      description:
        "Sends a mail and returns a link that can be passed on instead. Both work once, for seven days. Replaces an earlier invitation of the address.",
      parameters: [TEAM],
      body: json(ref("NewInvitation"), { email: "grace@example.com", role: "viewer" }),
      replies: repliesOfMaking(
        json(ref("InvitationWithLink")),
        "Invited; the link is shown once",
        400,
        403,
        404,
        409,
        413,
        415,
        503,
      ),
    },
  },
  renewInvitation: {
    ...MANAGE,
    method: "POST",
    path: `${PATH}/:id/renew`,
    audit: "invitation resent",
    openapi: {
      tag,
      summary: "Sends an invitation again",
      description: "Earlier links stop working.",
      parameters: [TEAM, ID],
      replies: replies(json(ref("InvitationWithLink")), "Sent; the link is shown once", 404, 503),
    },
  },
  deleteInvitation: {
    ...MANAGE,
    method: "DELETE",
    path: `${PATH}/:id`,
    audit: "invitation revoked",
    openapi: {
      tag,
      summary: "Revokes an invitation",
      parameters: [TEAM, ID],
      replies: replies(
        json({ type: "object", properties: { deleted: { const: true } } }),
        "Revoked",
        404,
        503,
      ),
    },
  },
  readInvitation: {
    ...PUBLIC,
    path: "/api/v1/invitations/read",
    openapi: {
      tag,
      summary: "Returns what an invitation offers",
      body: json(ref("InvitationToken"), { token: "what follows # in the link" }),
      replies: replies(json(ref("InvitationOffer")), "The offer", 400, 404, 413, 415, 429, 503),
    },
  },
  acceptInvitation: {
    ...PUBLIC,
    path: "/api/v1/invitations/accept",
    audit: ["account created", "invitation accepted", "signed in"],
    openapi: {
      tag,
      summary: "Accepts an invitation",
      description:
        "Whoever is signed in joins with their account. Whoever has no account creates one with a name and a password, and is signed in.",
      body: json(ref("InvitationAcceptance"), {
        token: "what follows # in the link",
        name: "Grace",
        password: "a long sentence is easy to remember",
      }),
      replies: replies(json(ref("SignedIn")), "Joined", 400, 404, 409, 413, 415, 429, 503),
    },
  },
});
