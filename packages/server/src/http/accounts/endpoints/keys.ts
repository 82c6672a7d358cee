import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "API keys";
const PATH = "/api/v1/teams/:team/keys";
const TEAM = pathParameter("team", "Id of the team.", "1");
const MANAGE = { access: "team:manage", role: "api" } as const;

/** API keys of a team, managed by its admins. */
export const KEYS = defineEndpoints({
  listKeys: {
    ...MANAGE,
    method: "GET",
    path: PATH,
    openapi: {
      tag,
      summary: "Lists a team's API keys",
      parameters: [TEAM],
      replies: replies(json(ref("KeyList")), "Newest first; without the keys themselves", 404, 503),
    },
  },
  createKey: {
    ...MANAGE,
    method: "POST",
    path: PATH,
    audit: "key created",
    openapi: {
      tag,
      summary: "Creates an API key",
      description:
        "Programs send it as `Authorization: Bearer <key>`. `ingest` sends events to sites that demand a key, `read` reads figures, `manage` also changes sites, `operate` is for operators of the instance. The key is shown once.",
      parameters: [TEAM],
      body: json(ref("NewKey"), { name: "Reports", scopes: ["read"], sites: ["demo.example"] }),
      replies: repliesOfMaking(json(ref("KeyWithSecret")), "Created", 400, 403, 404, 413, 415, 503),
    },
  },
  revokeKey: {
    ...MANAGE,
    method: "DELETE",
    path: `${PATH}/:id`,
    audit: "key revoked",
    openapi: {
      tag,
      summary: "Revokes an API key",
      description: "Takes effect at once on every process.",
      parameters: [TEAM, pathParameter("id", "Id of the key.", "1")],
      replies: replies(
        json({ type: "object", properties: { revoked: { const: true } } }),
        "Revoked",
        404,
        503,
      ),
    },
  },
});
