import { SHARE_HEADER } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import type { Access } from "../../src/accounts/access.ts";
import { createActors } from "../../src/accounts/actors.ts";
import { createLimitKeys } from "../../src/accounts/limit-keys.ts";
import { createMakeKey } from "../../src/accounts/manage-keys.ts";
import { makePass } from "../../src/accounts/share-pass.ts";
import { hashOf, newToken } from "../../src/accounts/tokens.ts";
import type { TeamRole } from "../../src/domain/access/team-role.ts";
import { DEFAULT_SITE_SETTINGS } from "../../src/domain/site/site.ts";
import { DAY } from "../../src/domain/time.ts";
import { openAccounts } from "../../src/drivers/accounts/index.ts";
import { openState } from "../../src/drivers/state/index.ts";
import { APIS } from "../../src/http/apis.ts";
import { type Endpoint, listEndpoints } from "../../src/http/serve/endpoint.ts";
import { createAuthorize } from "../../src/http/serve/guard/authorize.ts";
import { createReadFacts } from "../../src/http/serve/guard/request-facts.ts";
import { createRelayNotes } from "../../src/http/serve/relay/relay-note.ts";
import { serveApi } from "../../src/http/serve/serve-api.ts";
import { createHttpServer, type HttpServer } from "../../src/http/serve/server.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import type { NewShareRecord } from "../../src/ports/shares.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const clock = { now: () => Date.now() };
const log = { debug() {}, info() {}, warn() {}, error() {} };
const SECRET = "a secret of at least thirty-two characters";
const PASSWORD = "a long sentence of mine";
const SITES = { own: "own.example", other: "other.example" } as const;
type Where = keyof typeof SITES;

/** Persons in the team of own.example, by role. */
const MEMBERS: Readonly<Record<string, TeamRole>> = {
  viewer: "viewer",
  editor: "editor",
  admin: "admin",
  owner: "owner",
};
const STRANGERS = [
  "anonymous",
  "expired sign-in",
  "disabled person",
  "revoked key",
  "expired key",
  "guessed key",
];
/** Persons who have an account and no place in the team. */
const OUTSIDERS = ["removed member", "invited person", "operator without a team", "owner of the other team"];
const KEYS = ["ingest key", "read key", "manage key", "operate key", "read key of another site"];
/** Those to whom a share link shows something. */
const GUESTS = [
  "guest",
  "guest who gave the password",
  "guest of the pages card",
  "guest of another site",
  "owner as a guest",
];
/** Those whose link shows nothing, by the status of every refusal. */
const SHUT_OUT: Readonly<Record<string, number>> = {
  "guest without the password": 401,
  "guest with an old pass": 401,
  "guest of an expired link": 404,
  "guest of a deleted link": 404,
};
const WHO = [
  ...Object.keys(MEMBERS),
  "viewer of another site",
  ...OUTSIDERS,
  ...KEYS,
  ...STRANGERS,
  ...GUESTS,
  ...Object.keys(SHUT_OUT),
];

const isDoor = ({ kind }: Endpoint) => kind === "door" || kind === "socket-door";
const ROUTES = listEndpoints(APIS).filter(({ endpoint }) => !isDoor(endpoint));
const RANK: readonly TeamRole[] = ["viewer", "editor", "admin", "owner"];
const LEAST: Readonly<Partial<Record<Access, TeamRole>>> = {
  "site:report": "viewer",
  "site:view": "viewer",
  "site:edit": "editor",
  "site:manage": "admin",
  "team:view": "viewer",
  "team:manage": "admin",
  "team:own": "owner",
};

/** The status that a cell must have, said without the law's own code; 200: the handler is called. */
function wanted(endpoint: Endpoint, who: string, where: Where): number {
  const { access } = endpoint;
  if (access === "public" || access === "tracker") return 200;
  if (SHUT_OUT[who] !== undefined) return SHUT_OUT[who];
  if (GUESTS.includes(who)) return wantedOfGuest(endpoint, who, where);
  // Whoever names no link in the path gets to none.
  if (access === "shared") return 404;
  if (STRANGERS.includes(who)) return 401;
  if (KEYS.includes(who)) return wantedOfKey(access, who, where);
  if (access === "known" || access === "person" || access === "sites:list") return 200;
  if (access === "operator") return who === "owner" || who.startsWith("operator") ? 200 : 403;
  const role = roleOf(who, access === "sites:create" ? null : where);
  if (access === "sites:create") return role === "admin" || role === "owner" ? 200 : 403;
  if (who === "viewer of another site" && access.startsWith("site:")) return 404;
  if (role === null) return 404;
  return RANK.indexOf(role) >= RANK.indexOf(LEAST[access] ?? "owner") ? 200 : 403;
}

/** Null where: the highest role anywhere. */
function roleOf(who: string, where: Where | null): TeamRole | null {
  if (who === "owner of the other team") return where === "own" ? null : "owner";
  if (where === "other") return null;
  return who === "viewer of another site" ? "viewer" : (MEMBERS[who] ?? null);
}

function wantedOfGuest({ access, reportIn }: Endpoint, who: string, where: Where): number {
  if (access === "known") return 200;
  // The badge is of the chart.
  if (access === "shared") return reportIn !== undefined && who === "guest of the pages card" ? 403 : 200;
  if (!access.startsWith("site:")) return 403;
  if (where === "other" || who === "guest of another site") return 404;
  // Properties are of the card of events.
  const isOfCard = reportIn?.startsWith("always:") !== true || who !== "guest of the pages card";
  return access === "site:report" && isOfCard ? 200 : 403;
}

function wantedOfKey(access: Access, who: string, where: Where): number {
  const scope = who.split(" ")[0];
  const isOfSite = where === "own" && who !== "read key of another site";
  switch (access) {
    case "known":
      return 200;
    case "sites:list":
      return scope === "read" || scope === "manage" ? 200 : 403;
    case "sites:create":
      return scope === "manage" ? 200 : 403;
    case "operator":
      return scope === "operate" ? 200 : 403;
    case "site:report":
    case "site:view":
      if (!isOfSite) return 404;
      return scope === "read" || scope === "manage" ? 200 : 403;
    case "site:edit":
    case "site:manage":
      if (!isOfSite) return 404;
      return scope === "manage" ? 200 : 403;
    default:
      return 403;
  }
}

/** A server with every route, whose handlers only say that they were called, before real accounts. */
async function openMatrix(accounts: Accounts): Promise<HttpServer> {
  const bus = await openState("memory:", { guards: { fsync: true, recentIds: true } } as never);
  const notes = createRelayNotes(SECRET);
  const readFacts = createReadFacts({ trustedProxies: [], boundHost: "127.0.0.1", publicUrl: null, notes });
  const actors = createActors({ accounts, bus, secret: SECRET, clock, log });
  const authorize = createAuthorize({ readFacts, actors, limitKeys: createLimitKeys(clock) });
  const server = createHttpServer({ log, apis: APIS, authorize });
  for (const api of APIS) {
    const handlers = Object.fromEntries(
      Object.entries(api.endpoints).map(([name, { kind }]) => [
        name,
        async () => (kind === "socket" ? { open: () => () => {} } : { status: 200, body: "called" }),
      ]),
    );
    for (const role of ["api", "front", "any", "ingest"] as const) {
      const routes = Object.entries(api.endpoints).filter(([, endpoint]) => !isDoor(endpoint));
      serveApi(server, { ...api, endpoints: Object.fromEntries(routes) }, role, handlers as never);
    }
  }
  return server;
}

/** Creates everybody; resolves with the headers that each sends, and the teams. */
async function populate(accounts: Accounts) {
  await accounts.addSite(SITES.own, DEFAULT_SITE_SETTINGS);
  const authentication = await accounts.openAuthentication({ secret: SECRET });
  const passwordHash = await authentication.hashPassword(PASSWORD);
  const link = newToken();
  await accounts.addSetupLink(link.hash, clock.now());
  const emailOf = (who: string) => `${who.replaceAll(" ", "-")}@example.com`;
  const person = { name: "Ada", emailVerified: true, passwordHash, isOperator: true };
  const made = await accounts.createFirstOwner({
    linkHash: link.hash,
    person: { ...person, email: emailOf("owner") },
    teamName: "Own",
  });
  const team = made?.teamId ?? 0;
  const second = await accounts.addSite("second.example", DEFAULT_SITE_SETTINGS, team);

  async function invite(
    who: string,
    role: TeamRole,
    sites: readonly number[] | null = null,
  ): Promise<string> {
    const [linked, mailed] = [newToken(), newToken()];
    await accounts.createInvitation({
      teamId: team,
      email: emailOf(who),
      role,
      sites,
      language: "en",
      linkHash: linked.hash,
      mailHash: mailed.hash,
      invitedBy: made?.userId ?? null,
      createdAt: clock.now(),
      expiresAt: clock.now() + DAY,
    });
    return linked.hash;
  }
  async function join(who: string, role: TeamRole, sites: readonly number[] | null = null): Promise<string> {
    const hash = await invite(who, role, sites);
    return (await accounts.acceptInvitation(hash, clock.now(), { name: who, passwordHash }))?.userId ?? "";
  }

  for (const role of ["viewer", "editor", "admin"] as const) await join(role, role);
  await join("viewer of another site", "viewer", [second?.id ?? 0]);
  for (const who of ["expired sign-in", "disabled person"]) await join(who, "admin");
  const ids = new Map<string, string>();
  for (const who of OUTSIDERS) {
    ids.set(who, await join(who, "admin"));
    await accounts.removeMember(team, ids.get(who) ?? "");
  }
  await invite("invited person", "admin");
  await accounts.changePerson(ids.get("operator without a team") ?? "", { isOperator: true });
  const other = await accounts.createTeam("Other", ids.get("owner of the other team") ?? "");
  await accounts.addSite(SITES.other, DEFAULT_SITE_SETTINGS, other.id);

  const headers: Record<string, Record<string, string>> = { anonymous: {} };
  for (const who of [
    ...Object.keys(MEMBERS),
    "viewer of another site",
    ...OUTSIDERS,
    "expired sign-in",
    "disabled person",
  ]) {
    const { cookies } = await authentication.run(
      "sign in",
      { email: emailOf(who), password: PASSWORD },
      { cookie: "", origin: "http://localhost", device: "" },
    );
    headers[who] = { cookie: (cookies[0] ?? "").split(";")[0] ?? "" };
  }
  await ageSignIn("expired sign-in");
  const disabled = await accounts.findPersonByEmail(emailOf("disabled person"));
  await accounts.changePerson(disabled?.id ?? "", { isDisabled: true });

  async function ageSignIn(who: string): Promise<void> {
    const found = await accounts.findPersonByEmail(emailOf(who));
    const [signIn] = await accounts.listSignIns(found?.id ?? "", clock.now());
    await accounts.noteSignInUsed(signIn?.id ?? "", clock.now() - 8 * DAY);
  }

  const makeKey = createMakeKey({ keys: accounts, listSites: () => accounts.listSites(), clock });
  const maker = { userId: made?.userId ?? null, isOperator: true };
  const keyOf = async (
    scope: "ingest" | "read" | "manage" | "operate",
    sites: readonly string[] | null = null,
  ) => makeKey(maker, team, { name: scope, scopes: [scope], sites, expiresAt: null, perMinute: 100_000 });
  for (const scope of ["ingest", "read", "manage", "operate"] as const)
    headers[`${scope} key`] = { authorization: `Bearer ${(await keyOf(scope)).key}` };
  headers["read key of another site"] = {
    authorization: `Bearer ${(await keyOf("read", ["second.example"])).key}`,
  };
  const revoked = await keyOf("manage");
  await accounts.revokeKey(team, revoked.record.id, clock.now());
  headers["revoked key"] = { authorization: `Bearer ${revoked.key}` };
  const expired = `mr_${"0".repeat(48)}`;
  const { id: _, lastUsedAt: __, ...record } = revoked.record;
  await accounts.createKey({ ...record, hash: hashOf(expired), createdBy: null, expiresAt: clock.now() - 1 });
  headers["expired key"] = { authorization: `Bearer ${expired}` };
  headers["guessed key"] = { authorization: `Bearer mr_${"1".repeat(48)}` };
  const slugs = await shareWith(accounts, headers);
  return { headers, slugs, teams: { own: team, other: other.id } };
}

/** Creates a link for each guest, and adds their headers. Returns the link's slug by guest. */
async function shareWith(accounts: Accounts, headers: Record<string, Record<string, string>>) {
  const slugs: Record<string, string> = {};
  async function share(who: string, changes: Partial<NewShareRecord> = {}, site: string = SITES.own) {
    const slug = who.replaceAll(" ", "-");
    const siteId = (await accounts.findSite(site))?.id ?? 0;
    slugs[who] = slug;
    headers[who] = { [SHARE_HEADER]: slug };
    const open = { passwordHash: null, expiresAt: null, cards: null, embedOrigins: [], createdBy: null };
    return accounts.createShare({ ...open, siteId, slug, name: who, createdAt: clock.now(), ...changes });
  }
  await share("guest");
  const locked = { passwordHash: "a hash" };
  const opened = await share("guest who gave the password", locked);
  const { pass } = makePass(opened, SECRET, clock.now());
  headers["guest who gave the password"] = { [SHARE_HEADER]: `${opened.slug} ${pass}` };
  await share("guest of the pages card", { cards: ["pages"] });
  await share("guest of another site", {}, "second.example");
  await share("owner as a guest");
  headers["owner as a guest"] = { ...headers.owner, ...headers["owner as a guest"] };
  await share("guest without the password", locked);
  const changed = await share("guest with an old pass", locked);
  const old = makePass({ ...changed, passwordHash: "the hash before" }, SECRET, clock.now());
  headers["guest with an old pass"] = { [SHARE_HEADER]: `${changed.slug} ${old.pass}` };
  await share("guest of an expired link", { expiresAt: clock.now() - 1 });
  const deleted = await share("guest of a deleted link");
  await accounts.deleteShare(deleted.siteId, deleted.id);
  return slugs;
}

describe.each([
  { name: "SQLite", newUrl: () => `sqlite:${newFolder()}/app.db` },
  { name: "PostgreSQL", newUrl: () => postgres.newDatabase() },
])("who may call what, on $name", ({ newUrl }) => {
  let accounts: Accounts;
  let server: HttpServer;
  let url: string;
  let cells = 0;
  let all: Awaited<ReturnType<typeof populate>>;

  beforeAll(async () => {
    accounts = await openAccounts(newUrl());
    all = await populate(accounts);
    server = await openMatrix(accounts);
    url = await server.routes.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await server.routes.close();
    await accounts.close();
  });

  /** Sends the request of a cell: the site where the route takes it, the team in the path. */
  async function ask(
    { method, path, siteIn, kind }: Endpoint,
    who: string,
    where: Where,
    more = "",
  ): Promise<number> {
    const site = SITES[where];
    const [place, field = ""] = siteIn === undefined ? [] : siteIn.split(":");
    const target = path
      .replace(place === "path" ? `:${field}` : "\0", site)
      .replace(":team", String(all.teams[where]))
      .replace(":slug", all.slugs[who] ?? "x")
      .replace("/reports/:name", "/reports/pages")
      .replaceAll(/:\w+|\*$/g, "x");
    const query = `?${place === "query" ? `${field}=${site}&` : ""}${more}`;
    const headers = { ...all.headers[who], origin: url };
    if (kind === "socket") return dial(`${url.replace("http", "ws")}${target}${query}`, headers);
    const reply = await server.routes.inject({
      method,
      url: target + query,
      headers: { ...headers, host: new URL(url).host, "content-type": "application/json" },
      ...(method !== "GET" && { payload: place === "body" ? { [field]: site } : {} }),
    });
    return reply.statusCode;
  }

  it.each(
    ROUTES.map(({ endpoint }) => ({
      route: `${endpoint.method} ${endpoint.path}`,
      access: endpoint.access,
      endpoint,
    })),
  )("$route: $access", async ({ endpoint }) => {
    for (const who of WHO) {
      for (const where of ["own", "other"] as const) {
        // The site that counted page views belong to is always the same, and nobody's here.
        const isNobodys = endpoint.siteIn?.startsWith("always:") === true;
        const right = wanted(endpoint, who, where);
        const status = await ask(endpoint, who, where);
        cells += 1;
        expect({ who, where, status }).toEqual({
          who,
          where,
          status: isNobodys && right < 401 ? 404 : isNobodys && right === 403 ? status : right,
        });
      }
    }
  });

  it("lets no cache store what not everybody may have", async () => {
    const stored: string[] = [];
    const { host, origin } = new URL(url);
    for (const { endpoint } of ROUTES) {
      const { access, kind, method, path, role } = endpoint;
      if (kind === "socket" || (access === "public" && role !== "api") || access === "tracker") continue;
      for (const who of ["owner", "anonymous"]) {
        const target = path.replace(/:(site|site_id|name)/, SITES.own).replaceAll(/:\w+/g, "x");
        const reply = await server.routes.inject({
          method,
          url: target,
          headers: { ...all.headers[who], host, origin },
        });
        const rule = String(reply.headers["cache-control"]);
        if (!/^(no-store|private, no-cache)$/.test(rule))
          stored.push(`${method} ${path} for ${who}: ${rule}`);
      }
    }
    expect(stored).toEqual([]);
  });

  it("refuses a key in any URL, for whomever it is, in whatever spelling", async () => {
    const key = all.headers["manage key"]?.authorization?.replace("Bearer ", "") ?? "";
    const spellings = [key, key.replace("_", "%5F"), key.replace("mr", "%6dr"), `x${key}y`];
    const routes = ROUTES.filter(
      ({ endpoint: { access, role } }) => role === "api" || (access !== "public" && access !== "tracker"),
    );
    const answered: string[] = [];
    for (const [at, { endpoint }] of routes.entries()) {
      const spelled = spellings[at % spellings.length];
      const inQuery = await ask(endpoint, "owner", "own", `key=${spelled}`);
      const inPath = endpoint.path.includes(":")
        ? await ask({ ...endpoint, path: endpoint.path.replace(/:\w+/, spelled ?? "") }, "owner", "own")
        : 400;
      if (inQuery !== 400 || inPath !== 400) answered.push(`${endpoint.method} ${endpoint.path} ${spelled}`);
    }
    expect(answered).toEqual([]);
  });

  it("has at least 1,500 cells", () => expect(cells).toBeGreaterThanOrEqual(1500));
});

/** Resolves with 200 when the WebSocket opens, else with the status of the refusal. */
function dial(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on("open", () => {
      socket.close();
      resolve(200);
    });
    socket.on("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on("error", reject);
  });
}
