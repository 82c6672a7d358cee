import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AUDIT_ACTIONS, type AuditAction, type AuditPage } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AUDIT_KEPT_MS } from "../../src/domain/audit.ts";
import { APIS } from "../../src/http/apis.ts";
import { listEndpoints, routeOf } from "../../src/http/serve/endpoint.ts";
import { createForgetAudit } from "../../src/jobs/forget-audit.ts";
import type { AuditEntry } from "../../src/ports/audit.ts";
import type { Browser, Reply } from "../build/ask.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../build/open-instance.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { totpOf } from "../build/totp.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

/** Routes that change something, or look as if they did, and that nobody has to answer for. */
const NOT_RECORDED = [
  // They ask, or prepare what another route does.
  "POST /api/v2/query",
  "POST /api/v1/invitations/read",
  "POST /api/v1/recovery",
  "POST /api/v1/sign-up",
  "POST /api/v1/me/email",
  "POST /api/v1/me/email/verify",
  "POST /api/v1/me/two-factor",
  "POST /api/v1/me/passkeys/options",
  "POST /api/v1/me/oidc/start",
  "POST /api/v1/sign-in/oidc/start",
  "POST /api/v1/sign-in/passkey/options",
  "POST /api/v1/sites/:site/imports",
  "POST /api/v1/sites/:site/imports/:id/data",
  "DELETE /api/v1/sites/:site/imports/:id",
  // How somebody sees the dashboard.
  "PATCH /api/v1/me",
  "PATCH /api/v1/me/passkeys/:id",
  "DELETE /api/v1/sign-in",
  "POST /api/v1/shares/:slug/unlock",
  "POST /api/v1/unknown-sites/:name/ignore",
  // What belongs to reports.
  "POST /api/v1/sites/:site/goals",
  "DELETE /api/v1/sites/:site/goals/:id",
  "POST /api/v1/sites/:site/segments",
  "DELETE /api/v1/sites/:site/segments/:id",
  "POST /api/v1/sites/:site/annotations",
  "PATCH /api/v1/sites/:site/annotations/:id",
  "DELETE /api/v1/sites/:site/annotations/:id",
];

it("every route that changes something states what the audit log records, or is known to need no record", () => {
  const changing = listEndpoints(APIS)
    .map(({ endpoint }) => endpoint)
    .filter(({ method, access }) => method !== "GET" && access !== "tracker");
  const silent = changing.filter(({ audit }) => audit === undefined).map(routeOf);
  expect(silent.sort()).toEqual([...NOT_RECORDED].sort());
});

/**
 * Recorded by tests of their own: oidc.test.ts, passkeys.test.ts; by the same lines as `operator made`; and what no route
 * or command does yet.
 */
const ELSEWHERE: readonly AuditAction[] = [
  "passkey added",
  "passkey removed",
  "provider linked",
  "provider unlinked",
  "account disabled",
  "account enabled",
  "config applied",
];
/** Written by the same code on either store, and slow to start. */
const BY_COMMAND: readonly AuditAction[] = ["operator made"];
const AGENT = "Marked/7.7 (agent that is kept nowhere)";
const source = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("the audit log on $name", ({ name, environment }) => {
  const folder = newFolder();
  const given: Readonly<Record<string, string>> = { SIGN_UP: "open", ...environment() };
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(folder, given);
  });
  afterAll(() => one.stop());

  async function ask(browser: Browser, method: string, path: string, body?: unknown): Promise<Reply> {
    const reply = await browser.ask(method, path, body, { "user-agent": AGENT });
    expect([method, path, reply.status < 300, reply.status < 300 || reply.body]).toEqual([
      method,
      path,
      true,
      true,
    ]);
    return reply;
  }

  async function millrace(...words: readonly string[]): Promise<string> {
    const flags = [
      "--conditions=millrace-source",
      "--import",
      source("test/processes/typescript-loader.mjs"),
    ];
    const env = { ...process.env, DATA_DIR: join(folder, "data"), ...given };
    const args = [...flags, source("src/app/cli/main.ts"), ...words];
    return (await promisify(execFile)(process.execPath, args, { env })).stdout;
  }

  const rows = (teamId: number | null) => one.store.listAudit({ teamId, limit: 1000 });
  async function latest(teamId: number | null, action: AuditAction): Promise<AuditEntry> {
    const found = (await rows(teamId)).find((row) => row.action === action);
    if (found === undefined) throw new Error(`no row of ${action}`);
    return found;
  }

  it("records sign-ins and what people do about their accounts, for operators", async () => {
    expect((await latest(null, "instance set up")).target).toBe("Example");
    const { browser, email, id } = await one.newPerson();
    expect(await latest(null, "account created")).toMatchObject({ actor: { id }, site: null });
    await one.signIn(one.newBrowser(), email, "wrong");
    await one.signIn(one.newBrowser(), "what a stranger types", "wrong");
    await vi.waitFor(async () => {
      const failed = (await rows(null)).filter(({ action }) => action === "sign-in failed");
      expect(failed).toMatchObject([{ target: expect.stringContaining(email), targetUserId: id }]);
    });
    const signedIn = await latest(null, "signed in");
    expect(signedIn.actor).toMatchObject({ kind: "person", id, name: expect.stringContaining(email) });
    const [current] = (await ask(browser, "GET", "/api/v1/sign-ins")).body.sign_ins;
    expect(signedIn.actor.signInId).toBe(current.id);

    await one.signIn(one.newBrowser(), email);
    const others = (await ask(browser, "GET", "/api/v1/sign-ins")).body.sign_ins;
    const other = others.find(({ is_current }: { is_current: boolean }) => !is_current);
    await ask(browser, "DELETE", `/api/v1/sign-ins/${other.id}`);
    await ask(browser, "DELETE", "/api/v1/sign-ins");
    const next = "another long sentence";
    await ask(browser, "POST", "/api/v1/me/password", { current_password: PASSWORD, new_password: next });
    await one.newMails();
    await ask(browser, "POST", "/api/v1/me/email/verify", {});
    await ask(one.newBrowser(), "POST", "/api/v1/email/confirm", { token: await one.tokenFor(email) });
    const elsewhere = one.newAddress();
    await ask(browser, "POST", "/api/v1/me/email", { email: elsewhere, current_password: next });
    await ask(one.newBrowser(), "POST", "/api/v1/email/confirm", { token: await one.tokenFor(elsewhere) });
    await ask(browser, "POST", "/api/v1/recovery", { email: elsewhere });
    const recovery = { token: await one.tokenFor(elsewhere), password: PASSWORD };
    await ask(one.newBrowser(), "POST", "/api/v1/recovery/reset", recovery);
    expect((await latest(null, "password recovered")).actor).toMatchObject({ id, signInId: null });

    const again = one.newBrowser();
    await one.signIn(again, elsewhere);
    const own = { current_password: PASSWORD };
    const { uri } = (await ask(again, "POST", "/api/v1/me/two-factor", own)).body;
    await ask(again, "POST", "/api/v1/me/two-factor/confirm", { code: totpOf(uri, -1) });
    await ask(again, "POST", "/api/v1/me/two-factor/backup-codes", own);
    const before = (await rows(null)).filter(({ action }) => action === "signed in").length;
    const half = one.newBrowser();
    await one.signIn(half, elsewhere);
    // Not signed in before the code.
    expect((await rows(null)).filter(({ action }) => action === "signed in")).toHaveLength(before);
    await ask(half, "POST", "/api/v1/sign-in/code", { code: totpOf(uri) });
    expect((await rows(null)).filter(({ action }) => action === "signed in")).toHaveLength(before + 1);
    await ask(half, "DELETE", "/api/v1/me/two-factor", own);
    await one.newMails();
  });

  it("records what happens to a team, its keys and sites, for its admins", async () => {
    const { ada, team } = one;
    const { browser: grace, id, email } = await one.newPerson("admin");
    const path = `/api/v1/teams/${team}`;
    expect(await latest(team, "invitation accepted")).toMatchObject({ actor: { id }, target: email });
    const member = { target: expect.stringContaining(email), targetUserId: id };
    await ask(ada, "PATCH", `${path}/members/${id}`, { role: "viewer" });
    expect(await latest(team, "role changed")).toMatchObject({
      ...member,
      actor: { kind: "person", name: "Ada (ada@example.com)" },
      details: { from: "admin", to: "viewer" },
    });
    await ask(ada, "POST", "/api/v1/sites", { name: "audit.example", team });
    const shares = "/api/v1/sites/audit.example/shares";
    const link = (await ask(ada, "POST", shares, { name: "Board", password: PASSWORD })).body;
    await ask(ada, "PATCH", `${shares}/${link.id}`, { cards: ["pages"] });
    await ask(ada, "DELETE", `${shares}/${link.id}`);
    for (const action of ["share created", "share changed", "share deleted"] as const)
      expect(await latest(team, action)).toMatchObject({ site: "audit.example", target: "Board" });
    expect(JSON.stringify(await rows(team))).not.toContain(link.slug);
    await ask(ada, "PATCH", `${path}/members/${id}`, { sites: ["audit.example"] });
    expect(await latest(team, "access narrowed")).toMatchObject({
      ...member,
      details: { sites: ["audit.example"] },
    });
    await ask(ada, "DELETE", `${path}/members/${id}`);
    const invited = one.newAddress();
    const invitation = await ask(ada, "POST", `${path}/invitations`, { email: invited, role: "editor" });
    await ask(ada, "POST", `${path}/invitations/${invitation.body.id}/renew`);
    await ask(ada, "DELETE", `${path}/invitations/${invitation.body.id}`);
    for (const action of ["invitation sent", "invitation resent", "invitation revoked"] as const)
      expect((await latest(team, action)).target).toBe(invited);

    const key = (await ask(ada, "POST", `${path}/keys`, { name: "Robot", scopes: ["manage"] })).body;
    const headers = { authorization: `Bearer ${key.key}` };
    const changed = await fetch(`${one.app.url}/api/v1/sites/audit.example`, {
      method: "PATCH",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ retention_days: 90 }),
    });
    expect(changed.status).toBe(200);
    expect(await latest(team, "site settings changed")).toMatchObject({
      actor: { kind: "key", id: String(key.id), name: "Robot", signInId: null },
      site: "audit.example",
      details: { settings: ["retention_days"] },
    });
    await ask(ada, "DELETE", `${path}/keys/${key.id}`);
    expect(JSON.stringify(await rows(team))).not.toContain(key.key);

    await ask(ada, "PATCH", path, { name: "Renamed" });
    expect((await latest(team, "team renamed")).details).toEqual({ from: "Example" });
    await workOnSite(ada, "audit.example");
    const { browser: owner, id: ownerId } = await one.newPerson("admin");
    await ask(ada, "POST", `${path}/transfer`, { user_id: ownerId });
    expect((await latest(team, "ownership transferred")).targetUserId).toBe(ownerId);
    const adaId = (await ask(ada, "GET", "/api/v1/me")).body.person.id;
    await ask(owner, "POST", `${path}/transfer`, { user_id: adaId });
    await ask(owner, "DELETE", `${path}/membership`);
    // Who was removed reads nothing any more.
    expect((await grace.ask("GET", `${path}/audit`)).status).toBe(404);
  });

  /** Moves a site to a team of its own and back, and ends it. */
  async function workOnSite(ada: Browser, site: string): Promise<void> {
    const path = `/api/v1/sites/${site}`;
    const other = (await ask(ada, "POST", "/api/v1/teams", { name: "Other" })).body.id;
    await ask(ada, "POST", `${path}/move`, { team: other });
    for (const team of [one.team, other])
      expect((await latest(team, "site moved")).details).toEqual({ from: "Renamed", to: "Other" });
    await ask(ada, "POST", `${path}/move`, { team: one.team });
    await ask(ada, "DELETE", `/api/v1/teams/${other}`);
    const csv = Buffer.from("site,timestamp,url\n");
    const files = [{ name: "a.csv", bytes: csv.length }];
    const begun = await ask(ada, "POST", `${path}/imports`, { format: "goatcounter", files });
    await ada.ask("POST", `${path}/imports/${begun.body.id}/run`, { dry_run: true });
    await fetch(`${one.app.url}${path}/imports/${begun.body.id}/data?file=0&offset=0`, {
      method: "POST",
      headers: {
        cookie: ada.cookie(),
        origin: one.app.url,
        "content-type": "application/octet-stream",
      },
      body: csv,
    });
    await ask(ada, "POST", `${path}/imports/${begun.body.id}/run`, { dry_run: false });
    expect((await latest(one.team, "import started")).details).toEqual({ format: "goatcounter" });
    const erasure = { confirm: site, user_id: "somebody@example.com" };
    await ask(ada, "POST", `${path}/erasures`, erasure);
    expect((await latest(one.team, "erasure requested")).details).toEqual({ person: true });
    expect(JSON.stringify(await rows(one.team))).not.toContain("somebody@example.com");
    await ask(ada, "GET", `${path}/archive`);
    await ask(ada, "POST", `${path}/reset`, { confirm: site });
    await ask(ada, "DELETE", path, { confirm: site });
    expect(await latest(one.team, "site deleted")).toMatchObject({ site, siteId: expect.any(Number) });
  }

  it("records what operators do", async () => {
    await ask(one.ada, "POST", "/api/v1/dead-letters/retry", { keys: ["0:1"] });
    await ask(one.ada, "POST", "/api/v1/dead-letters/purge", { keys: ["0:1"] });
    expect((await latest(null, "dead letters purged")).details).toEqual({ count: 0 });
  });

  const records = name === "SQLite" ? it : null;
  records?.(
    "records what the command line does",
    async () => {
      const { email, id } = await one.newPerson();
      const key = ["Nightly", "--team", String(one.team), "--scopes", "read"];
      // Each takes seconds to start.
      const [made] = await Promise.all([
        millrace("keys", "create", ...key),
        millrace("users", "make-operator", email),
      ]);
      expect(await latest(null, "operator made")).toMatchObject({
        actor: { kind: "command line", id: null, name: null },
        targetUserId: id,
      });
      const secret = /mr_[0-9a-f]{48}/.exec(made)?.[0] ?? "";
      const byKey = () =>
        fetch(`${one.app.url}/api/v1/sites`, { headers: { authorization: `Bearer ${secret}` } });
      expect((await byKey()).status).toBe(200);
      const [{ id: number } = { id: 0 }] = await one.store.listKeys(one.team);
      const [listed] = await Promise.all([
        millrace("keys", "list"),
        millrace("keys", "revoke", String(number)),
      ]);
      if (listed !== "No keys yet: create one with `millrace keys create <name>`.\n")
        expect(listed).toMatch(/^\d+: Nightly \(mr_[0-9a-f]{8}…\); read; all sites; never expires/);
      await vi.waitFor(async () => expect((await byKey()).status).toBe(401), 6000);
      for (const action of ["key created", "key revoked"] as const)
        expect(await latest(one.team, action)).toMatchObject({
          actor: { kind: "command line" },
          target: "Nightly",
        });
    },
    240_000,
  );

  it("forgets the name of a deleted account, and nothing else of its rows", async () => {
    const { browser, email, id } = await one.newPerson("admin");
    await ask(browser, "POST", "/api/v1/teams", { name: "Short-lived" });
    const before = await rows(null);
    await ask(browser, "DELETE", "/api/v1/me", { confirm: email, current_password: PASSWORD });
    expect(await latest(null, "account deleted")).toMatchObject({ actor: { id, name: null } });
    const all = [...(await rows(null)), ...(await rows(one.team))];
    expect(JSON.stringify(all)).not.toContain(email);
    const shape = (found: readonly AuditEntry[]) => found.map(({ id, at, action }) => [id, at, action]);
    expect(shape((await rows(null)).slice(1))).toEqual(shape(before));
  });

  it("has every kind of row, none with an address or agent, and pages of them", async () => {
    const browser = one.newBrowser();
    const asked = { name: "Sam", email: one.newAddress(), password: PASSWORD };
    await ask(browser, "POST", "/api/v1/sign-up", asked);
    const token = await one.tokenFor(asked.email);
    await ask(browser, "POST", "/api/v1/sign-up/confirm", { token, password: PASSWORD });
    const all = [...(await rows(null)), ...(await rows(one.team))];
    const recorded = new Set(all.map(({ action }) => action));
    // Rows of the team that was made and deleted stay with it.
    recorded.add("team created");
    expect([...recorded].sort()).toEqual(
      AUDIT_ACTIONS.filter(
        (action) => ![...ELSEWHERE, ...(name === "SQLite" ? [] : BY_COMMAND)].includes(action),
      ).sort(),
    );
    expect(JSON.stringify(all)).not.toMatch(/2001:db8|127\.0\.0\.1|Marked|node/);

    const found: AuditPage["entries"][number][] = [];
    let next: number | null = null;
    do {
      const before = next === null ? "" : `&before=${next}`;
      const page: AuditPage = (await ask(one.ada, "GET", `/api/v1/teams/${one.team}/audit?limit=7${before}`))
        .body;
      expect(page.entries.length).toBeLessThanOrEqual(7);
      found.push(...page.entries);
      ({ next } = page);
    } while (next !== null);
    expect(found.map(({ id }) => id)).toEqual((await rows(one.team)).map(({ id }) => id));
    const bySite = await ask(one.ada, "GET", `/api/v1/teams/${one.team}/audit?action=site%20deleted`);
    expect(bySite.body.entries).toMatchObject([{ action: "site deleted", site: "audit.example" }]);
    for (const wrong of ["limit=0", "limit=501", "before=x", "action=all", "page=2"])
      expect((await one.ada.ask("GET", `/api/v1/audit?${wrong}`)).status).toBe(400);
  });

  it("is a file for spreadsheets, in which nothing is a formula", async () => {
    await ask(one.ada, "PATCH", `/api/v1/teams/${one.team}`, { name: '=1+1,"x' });
    const { body, headers } = await ask(one.ada, "GET", `/api/v1/teams/${one.team}/audit.csv`);
    expect(headers.get("content-type")).toContain("text/csv");
    const [head, first] = (body as string).split("\r\n");
    expect(head).toBe("at,actor,actor_kind,sign_in_id,key_id,action,site,target,details");
    expect(first).toMatch(/,Ada \(ada@example\.com\),person,[\w-]+,,team renamed,,"'=1\+1,""x",/);
    expect((body as string).trim().split("\r\n")).toHaveLength((await rows(one.team)).length + 1);
    expect((await ask(one.ada, "GET", "/api/v1/audit.csv")).body).toContain("instance set up");
  });

  it("loses rows that are old enough to the job, and no others", async () => {
    const old = { ...(await latest(one.team, "team renamed")), at: Date.now() - AUDIT_KEPT_MS - 1 };
    await one.store.addAudit(old);
    const { length } = await rows(one.team);
    const clock = { now: () => Date.now() };
    await createForgetAudit({ accounts: one.store, clock })(new AbortController().signal);
    expect(await rows(one.team)).toHaveLength(length - 1);
  });
});
