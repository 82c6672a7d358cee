import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser, type Reply } from "../../build/ask.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { type OidcServer, startOidc } from "../../servers/oidc.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

/** Follows a browser that is sent to the provider, until it is sent back; what comes with it. */
async function visit(start: string): Promise<{ code: string; state: string }> {
  const { origin } = new URL(start);
  const atProvider = openBrowser(origin);
  let address = new URL(start);
  for (let steps = 0; address.origin === origin && steps < 10; steps++) {
    const { headers, status, body } = await atProvider.ask("GET", address.pathname + address.search);
    const location = headers.get("location");
    if (location === null) throw new Error(`${status} ${JSON.stringify(body)}`);
    address = new URL(location, origin);
  }
  expect(address.pathname).toBe("/sign-in/oidc");
  const { code = "", state = "" } = Object.fromEntries(address.searchParams);
  return { code, state };
}

const newIdentity = (more: object = {}) => ({
  sub: randomUUID(),
  email: `${randomUUID().slice(0, 8)}@example.org`,
  email_verified: true,
  name: "Grace",
  ...more,
});

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("an OpenID Connect provider on $name", ({ environment }) => {
  let one: OpenInstance;
  let oidc: OidcServer;
  beforeAll(async () => {
    oidc = await startOidc();
    one = await openInstance(newFolder(), { ...environment(), ...oidc.environment });
  });
  afterAll(async () => {
    await one.stop();
    await oidc.stop();
  });

  const start = async (browser: Browser) =>
    (await browser.ask("POST", "/api/v1/sign-in/oidc/start", {})).body.url as string;
  const finish = (browser: Browser, body: object) => browser.ask("POST", "/api/v1/sign-in/oidc", body);
  const signIn = async (browser: Browser): Promise<Reply> =>
    finish(browser, await visit(await start(browser)));
  async function link(browser: Browser): Promise<Reply> {
    const { body } = await browser.ask("POST", "/api/v1/me/oidc/start", { current_password: PASSWORD });
    return finish(browser, await visit(body.url));
  }
  const invite = (email: string) =>
    one.ada.ask("POST", `/api/v1/teams/${one.team}/invitations`, { email, role: "editor" });

  it("is named, and asked for with state, nonce and PKCE", async () => {
    expect((await one.newBrowser().ask("GET", "/api/v1/me")).body.oidc_name).toBe("Example login");
    const { searchParams } = new URL(await start(one.newBrowser()));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\/oidc$/),
      code_challenge_method: "S256",
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("lets an invited person in, whose invitation it accepts", async () => {
    const identity = newIdentity();
    await oidc.become(identity);
    const browser = one.newBrowser();
    expect((await signIn(browser)).status).toBe(403);
    await invite(identity.email);
    const reply = await signIn(browser);
    expect([reply.status, reply.body]).toEqual([200, { state: "signed in" }]);
    const me = (await browser.ask("GET", "/api/v1/me")).body;
    expect(me.person).toMatchObject({ email: identity.email, name: "Grace", email_verified: true });
    expect(me.teams).toMatchObject([{ id: one.team, role: "editor" }]);
    expect(await one.store.listInvitations(one.team)).toEqual([]);
    const methods = (await browser.ask("GET", "/api/v1/me/sign-in-methods")).body;
    expect(methods).toEqual({ password: false, two_factor: false, passkeys: 0, oidc: true });
    // Nothing else opens the account, so the link stays.
    expect((await browser.ask("DELETE", "/api/v1/me/oidc", {})).status).toBe(409);
    // The address may change at the provider: the person is the same.
    await oidc.become({ ...identity, email: "elsewhere@example.org" });
    const again = one.newBrowser();
    expect((await signIn(again)).status).toBe(200);
    expect((await again.ask("GET", "/api/v1/me")).body.person.id).toBe(me.person.id);
    await one.store.changePerson(me.person.id, { isDisabled: true });
    expect((await signIn(one.newBrowser())).status).toBe(401);
  });

  it("opens an account with its address only if both sides have verified it", async () => {
    const { email, id, browser } = await one.newPerson();
    await oidc.become(newIdentity({ email, email_verified: false }));
    expect((await signIn(one.newBrowser())).status).toBe(403);
    await oidc.become(newIdentity({ email }));
    const refused = await signIn(one.newBrowser());
    expect([refused.status, refused.body.error]).toEqual([403, expect.stringContaining("profile")]);
    await browser.ask("POST", "/api/v1/me/email/verify", {});
    const token = await one.tokenFor(email);
    await one.newBrowser().ask("POST", "/api/v1/email/confirm", { token });
    const other = one.newBrowser();
    expect((await signIn(other)).status).toBe(200);
    expect((await other.ask("GET", "/api/v1/me")).body.person.id).toBe(id);
  });

  it("does not accept an invitation of an address that it has not verified", async () => {
    const identity = newIdentity({ email_verified: false });
    await invite(identity.email);
    await oidc.become(identity);
    expect((await signIn(one.newBrowser())).status).toBe(403);
    expect(await one.store.findPersonByEmail(identity.email)).toBeNull();
  });

  it("is linked and unlinked in the profile, with the password", async () => {
    const { browser, id } = await one.newPerson();
    const identity = newIdentity({ email_verified: false });
    await oidc.become(identity);
    expect((await browser.ask("POST", "/api/v1/me/oidc/start", {})).status).toBe(400);
    expect((await link(browser)).body).toEqual({ state: "linked" });
    const other = one.newBrowser();
    expect((await signIn(other)).status).toBe(200);
    expect((await other.ask("GET", "/api/v1/me")).body.person.id).toBe(id);
    const eve = await one.newPerson();
    expect((await link(eve.browser)).status).toBe(409);
    expect((await browser.ask("DELETE", "/api/v1/me/oidc", {})).status).toBe(400);
    const own = { current_password: PASSWORD };
    expect((await browser.ask("DELETE", "/api/v1/me/oidc", own)).body).toEqual({ unlinked: true });
    expect((await signIn(one.newBrowser())).status).toBe(403);
    const rows = (await one.store.listAudit({ teamId: null, limit: 100 })).filter(
      ({ actor }) => actor.id === id,
    );
    const recorded = rows.map(({ action }) => action).filter((action) => action !== "account created");
    expect(recorded.reverse()).toEqual(["signed in", "provider linked", "signed in", "provider unlinked"]);
  });

  it("takes its reply only from the browser that went there, once, for what it went for", async () => {
    const { browser } = await one.newPerson();
    await oidc.become(newIdentity());
    expect((await link(browser)).status).toBe(200);
    const victim = one.newBrowser();
    const url = await start(victim);
    const callback = await visit(url);
    // Somebody else's browser has no cookie, or one of another way.
    expect((await finish(one.newBrowser(), callback)).status).toBe(400);
    const other = one.newBrowser();
    await start(other);
    expect((await finish(other, callback)).status).toBe(400);
    expect((await finish(victim, { ...callback, code: "guessed" })).status).toBe(401);
    expect((await finish(victim, callback)).status).toBe(200);
    expect((await finish(victim, callback)).status).toBe(400);
    // A code that was used is refused by the provider, with whatever cookie.
    const first = one.newBrowser();
    const used = await visit(await start(first));
    const cookie = first.cookie();
    expect((await finish(first, used)).status).toBe(200);
    const again = await one.newBrowser().ask("POST", "/api/v1/sign-in/oidc", used, { cookie });
    expect(again.status).toBe(401);
  });

  it("a reply for a link is nothing to somebody who signed in meanwhile", async () => {
    const { browser } = await one.newPerson();
    const eve = await one.newPerson();
    const started = await browser.ask("POST", "/api/v1/me/oidc/start", { current_password: PASSWORD });
    await oidc.become(newIdentity());
    const callback = await visit(started.body.url);
    await one.signIn(browser, eve.email);
    expect((await finish(browser, callback)).status).toBe(400);
    expect((await signIn(one.newBrowser())).status).toBe(403);
  });

  it("a cookie that was changed is none", async () => {
    const browser = one.newBrowser();
    const callback = await visit(await start(browser));
    const [name, value = ""] = browser.cookie().split("=");
    const [text = "", signature] = value.split(".");
    const kept = JSON.parse(Buffer.from(text, "base64url").toString());
    const id = (await one.ada.ask("GET", "/api/v1/me")).body.person.id;
    const changed = Buffer.from(JSON.stringify({ ...kept, userId: id })).toString("base64url");
    const cookie = `${name}=${changed}.${signature}`;
    const reply = await one.newBrowser().ask("POST", "/api/v1/sign-in/oidc", callback, { cookie });
    expect(reply.status).toBe(400);
  });
});

it("makes accounts for all whom the provider verified where SIGN_UP is open", async () => {
  const oidc = await startOidc();
  const one = await openInstance(newFolder(), { SIGN_UP: "open", ...oidc.environment });
  const browser = one.newBrowser();
  await oidc.become(newIdentity());
  const { url } = (await browser.ask("POST", "/api/v1/sign-in/oidc/start", {})).body;
  const reply = await browser.ask("POST", "/api/v1/sign-in/oidc", await visit(url));
  const { teams } = (await browser.ask("GET", "/api/v1/me")).body;
  await oidc.stop();
  await one.stop();
  expect(reply.status).toBe(200);
  expect(teams).toMatchObject([{ name: "Grace", role: "owner" }]);
});

it("says that there is none where none is set, and 503 where it is away", async () => {
  const one = await openInstance(newFolder());
  const none = await one.newBrowser().ask("POST", "/api/v1/sign-in/oidc/start", {});
  await one.stop();
  const away = await openInstance(newFolder(), {
    OIDC_ISSUER: "http://127.0.0.1:9",
    OIDC_CLIENT_ID: "a",
    OIDC_CLIENT_SECRET: "b",
  });
  const reply = await away.newBrowser().ask("POST", "/api/v1/sign-in/oidc/start", {});
  await away.stop();
  expect([none.status, reply.status]).toEqual([404, 503]);
});
