import { defineEndpoints } from "../../serve/endpoint.ts";
import { done, json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Share links";
const PATH = "/api/v1/sites/:site/shares";
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const ID = pathParameter("id", "Number of the share link.", "1");
const SLUG = pathParameter("slug", "Last part of the link's address.", "k3J8cVq0T1m5Zy7RbWn2Xg");
const MANAGE = { access: "site:manage", siteIn: "path:site", role: "api" } as const;

/** Links that show a site's figures to people without an account. */
export const SHARES = defineEndpoints({
  listShares: {
    ...MANAGE,
    method: "GET",
    path: PATH,
    openapi: {
      tag,
      summary: "Lists a site's share links",
      parameters: [SITE],
      replies: replies(json(ref("ShareList")), "Newest first, expired ones included", 403, 404, 503),
    },
  },
  createShare: {
    ...MANAGE,
    audit: "share created",
    method: "POST",
    path: PATH,
    openapi: {
      tag,
      summary: "Creates a share link",
      description:
        "Whoever has the link sees the reports of its cards, with its password if it has one, and nothing else. Pages of `embed_origins` may show it in a frame. `share_threshold` of the site applies.",
      parameters: [SITE],
      body: json(ref("NewShare"), { name: "For our readers", cards: ["chart", "pages"] }),
      replies: repliesOfMaking(json(ref("Share")), "Created", 400, 403, 404, 413, 415, 503),
    },
  },
  changeShare: {
    ...MANAGE,
    audit: "share changed",
    method: "PATCH",
    path: `${PATH}/:id`,
    openapi: {
      tag,
      summary: "Changes a share link",
      description:
        "What is left out stays; the address always does. A new password ends the visits of those who gave the old one. Takes effect within 5 s.",
      parameters: [SITE, ID],
      body: json(ref("ShareChanges"), { expires_at: "2027-01-01T00:00:00Z" }),
      replies: replies(json(ref("Share")), "Changed", 400, 403, 404, 413, 415, 503),
    },
  },
  deleteShare: {
    ...MANAGE,
    audit: "share deleted",
    method: "DELETE",
    path: `${PATH}/:id`,
    openapi: {
      tag,
      summary: "Deletes a share link",
      description: "Takes effect at once on every process.",
      parameters: [SITE, ID],
      replies: replies(done("deleted"), "Deleted", 403, 404, 503),
    },
  },
  readShared: {
    access: "shared",
    role: "api",
    shareIn: "path:slug",
    method: "GET",
    path: "/api/v1/shares/:slug",
    openapi: {
      tag,
      summary: "Returns what a share link shows",
      description:
        "Its reports are at `/api/v1/reports/{name}`, with the header `x-millrace-share: <slug>`, and after its password `<slug> <pass>`.",
      parameters: [SLUG],
      replies: replies(json(ref("SharedView")), "The site and the cards", 401, 404, 503),
    },
  },
  unlockShare: {
    access: "public",
    role: "api",
    method: "POST",
    path: "/api/v1/shares/:slug/unlock",
    openapi: {
      tag,
      summary: "Opens a share link by its password",
      parameters: [SLUG],
      body: json(ref("ShareUnlock"), { password: "a long sentence" }),
      replies: replies(json(ref("ShareUnlocked")), "A pass for 12 hours", 400, 401, 404, 413, 415, 429, 503),
    },
  },
});
