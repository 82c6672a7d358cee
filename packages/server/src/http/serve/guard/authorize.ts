import type { FastifyRequest } from "fastify";
import { decide, type Verdict } from "../../../accounts/access.ts";
import type { Actors } from "../../../accounts/actors.ts";
import { KEY_PATTERN } from "../../../accounts/manage-keys.ts";
import type { Actor, KeyHolder } from "../../../domain/access/actor.ts";
import { UnknownSite } from "../../../domain/errors.ts";
import { readJson } from "../body.ts";
import type { Listed } from "../endpoint.ts";
import type { Failure } from "../failure.ts";
import { lastValues } from "../text-params.ts";
import { readCredentials } from "./credentials.ts";
import type { RequestFacts } from "./facts.ts";
import type { ReadFacts } from "./request-facts.ts";

/**
 * Returns why a request may not be answered, or null when it may. Called after the body was read, and again while a
 * WebSocket is open. Sets `request.actor`, `request.facts` and `request.siteOwner`. Throws AccountsUnavailable.
 */
export type Authorize = (request: FastifyRequest, listed: Listed) => Promise<Failure | null>;

export interface AuthorizeDeps {
  readonly readFacts: ReadFacts;
  readonly actors: Actors;
  /** Takes a request of a key. Returns the seconds that it has to wait. */
  readonly limitKeys: (key: KeyHolder) => number;
}

export function createAuthorize({ readFacts, actors, limitKeys }: AuthorizeDeps): Authorize {
  return async function authorize(request, { endpoint }) {
    const facts = readFacts(request.raw);
    request.facts = facts;
    // Health and pages are answered whether or not the accounts store is.
    if (isForAnyone(endpoint)) {
      request.actor = { kind: "nobody" };
      return null;
    }
    const actor: Actor = facts.isInstance
      ? { kind: "instance" }
      : await actors.read(credentialsOf(request, facts, endpoint));
    request.actor = actor;
    if (hasKey(request.raw.url ?? "")) return KEY_REFUSED;
    if (actor.kind === "key") {
      const retryAfter = limitKeys(actor);
      if (retryAfter > 0)
        return { status: 429, message: `the key may send ${actor.perMinute} requests a minute`, retryAfter };
    }
    const { access, siteIn, reportIn } = endpoint;
    // Whoever is not known learns nothing of what there is.
    const first = decide(access, actor);
    if (STRANGER.has(first) || (first === "yes" && reportIn === undefined)) return toFailure(first);
    const report = reportIn === undefined ? {} : { report: namedIn(request, reportIn) ?? "" };
    if (siteIn === undefined || siteIn === "events")
      return toFailure(decide(access, actor, { ...report, teamId: teamOf(request) }));
    const name = namedIn(request, siteIn);
    if (name === null) return { status: 400, message: `${siteIn.replace(/^.*?:/, "")} is required` };
    const site = await actors.siteOwner(name);
    request.siteOwner = site;
    return toFailure(decide(access, actor, { ...report, site }), name);
  };
}

function credentialsOf(request: FastifyRequest, facts: RequestFacts, { shareIn }: Listed["endpoint"]) {
  const credentials = readCredentials(request.raw, facts);
  if (shareIn === undefined) return credentials;
  const slug = namedIn(request, shareIn) ?? "";
  const [given, pass = ""] = credentials.share?.split(" ") ?? [];
  return { ...credentials, share: given === slug ? `${slug} ${pass}` : slug };
}

const isForAnyone = ({ access, role }: Listed["endpoint"]): boolean =>
  (access === "public" || access === "tracker") && role !== "api";

/** Returns the team in a request's path; NaN, which no team has, when it names none. */
export function teamOf({ params }: FastifyRequest): number {
  const { team = "" } = params as { readonly team?: string };
  return /^\d{1,9}$/.test(team) ? Number(team) : Number.NaN;
}

const STRANGER: ReadonlySet<Verdict> = new Set(["set up", "sign in", "no key", "no share", "locked"]);

/** Returns whether a key is part of a URL, also where some of its letters are percent-encoded. */
function hasKey(url: string): boolean {
  const asLetter = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  return KEY_PATTERN.test(url.includes("%") ? url.replace(/%([0-7][0-9a-f])/gi, asLetter) : url);
}

/** A URL ends up in histories and logs. */
const KEY_REFUSED: Failure = {
  status: 400,
  message: "a key must not be part of a URL: send it as `Authorization: Bearer <key>`, and revoke this one",
};

function toFailure(verdict: Verdict, site?: string): Failure | null {
  switch (verdict) {
    case "yes":
      return null;
    case "set up":
      return {
        status: 401,
        message:
          "this instance has no account yet: open the set-up link that it printed at start (`millrace users setup-link` prints a new one)",
      };
    case "sign in":
      return { status: 401, message: "sign in, or send an API key as `Authorization: Bearer <key>`" };
    case "no key":
      return { status: 401, message: "the API key is unknown, was revoked or has expired" };
    case "no share":
      return { status: 404, message: "this share link does not exist or has expired" };
    case "locked":
      return { status: 401, message: "this share link asks for a password" };
    case "absent":
      return {
        status: 404,
        message: site === undefined ? "there is no such team" : new UnknownSite(site).message,
      };
    case "not yours":
      return { status: 403, message: "your role or your key's scope does not allow this" };
  }
}

/** Reads the name of a site, report or share link as handlers do. Returns null when the request names none. */
function namedIn({ params, query, body }: FastifyRequest, where: string): string | null {
  const at = where.indexOf(":");
  const [place, name] = [where.slice(0, at), where.slice(at + 1)];
  if (place === "always") return name;
  const from = place === "path" ? params : place === "query" ? lastValues(query) : readFields(body);
  const value = Object.hasOwn(from as object, name) ? (from as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" && value !== "" ? value : null;
}

/** Throws BodyFault, like the handler would. */
function readFields(body: unknown): object {
  const value = readJson(body as Buffer | undefined);
  return typeof value === "object" && value !== null ? value : {};
}
