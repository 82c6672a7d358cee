import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "../../../src/accounts/tokens.ts";
import { openBrowser } from "../../build/ask.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { startApp } from "../../build/start-app.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("sign-up on $name", ({ environment }) => {
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(newFolder(), { SIGN_UP: "open", ...environment() });
  });
  afterAll(() => one.stop());

  const signUp = (email: string, more: object = {}) =>
    one.newBrowser().ask("POST", "/api/v1/sign-up", { name: "Grace", email, password: PASSWORD, ...more });
  const confirm = (token: string, password = PASSWORD) =>
    one.newBrowser().ask("POST", "/api/v1/sign-up/confirm", { token, password });

  it("makes an account with a team of its own once the address is confirmed", async () => {
    const email = one.newAddress();
    expect((await signUp(email, { language: "de" })).body).toEqual({ requested: true });
    expect((await one.signIn(one.newBrowser(), email)).status).toBe(401);
    const [mail] = await one.newMails();
    expect(mail).toMatchObject({
      to: email,
      template: "verify-email",
      language: "de",
      params: { hours: 24 },
    });
    const token = String(mail?.params.link).split("#")[1] ?? "";
    const browser = one.newBrowser();
    const made = await browser.ask("POST", "/api/v1/sign-up/confirm", { token, password: PASSWORD });
    expect([made.status, made.body]).toEqual([201, { state: "signed in" }]);
    const me = (await browser.ask("GET", "/api/v1/me")).body;
    expect(me.person).toMatchObject({ email, email_verified: true, is_operator: false, language: "de" });
    expect(me.teams).toMatchObject([{ name: "Grace", role: "owner" }]);
    expect((await browser.ask("GET", "/api/v1/sites")).body.sites).toEqual([]);
    expect((await confirm(token)).status).toBe(404);
  });

  it("says nothing of an address that has an account; its owner gets a mail", async () => {
    const known = await signUp("ada@example.com");
    expect(await one.newMails()).toMatchObject([{ to: "ada@example.com", template: "address-in-use" }]);
    const unknown = await signUp(one.newAddress());
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    await one.newMails();
  });

  it("by a stranger with another's address is worth nothing without the stranger's password", async () => {
    const email = one.newAddress();
    await signUp(email, { password: "the stranger's own sentence" });
    const token = await one.tokenFor(email);
    expect((await confirm(token)).status).toBe(400);
    await signUp(email);
    expect((await confirm(await one.tokenFor(email))).status).toBe(201);
    expect((await confirm(token, "the stranger's own sentence")).status).toBe(409);
  });

  it("makes one account of a link that ten use at once", async () => {
    const email = one.newAddress();
    await signUp(email);
    const hash = hashOf(await one.tokenFor(email));
    const uses = Array.from({ length: 10 }, () => one.store.finishSignUp(hash, Date.now()));
    expect((await Promise.all(uses)).filter((outcome) => outcome !== null)).toHaveLength(1);
    const people = await one.store.listPeople();
    expect(people.filter((person) => person.email === email)).toHaveLength(1);
  });

  it("makes one account of two links of an address that are used at once", async () => {
    const email = one.newAddress();
    await signUp(email);
    const first = hashOf(await one.tokenFor(email));
    await signUp(email);
    const second = hashOf(await one.tokenFor(email));
    const made = await Promise.all([first, second].map((hash) => one.store.finishSignUp(hash, Date.now())));
    expect(made.filter((outcome) => outcome === "taken")).toHaveLength(1);
  });

  it.each([
    { fault: "a common password", change: { password: "password1" } },
    {
      fault: "a password that is the address",
      change: { email: "long@example.com", password: "long@example.com" },
    },
    { fault: "a control character in the name", change: { name: "a\u0000b" } },
    { fault: "no address", change: { email: "nobody" } },
  ])("is refused for $fault", async ({ change }) => {
    expect((await signUp(one.newAddress(), change)).status).toBe(400);
  });
});

describe("an instance that is not open for sign-up", () => {
  it.each([
    { SIGN_UP: "invite", says: "invitation" },
    { SIGN_UP: "off", says: "operator" },
  ])("says so: $SIGN_UP", async ({ SIGN_UP, says }) => {
    const one = await openInstance(newFolder(), { SIGN_UP });
    const asked = { name: "Grace", email: one.newAddress(), password: PASSWORD };
    const { status, body } = await one.newBrowser().ask("POST", "/api/v1/sign-up", asked);
    await one.stop();
    expect([status, body.error]).toEqual([403, expect.stringContaining(says)]);
  });

  it("lets nobody sign up before its operator has an account", async () => {
    const app = await startApp(newFolder(), { environment: { SIGN_UP: "open" } });
    const asked = { name: "Eve", email: "eve@example.com", password: PASSWORD };
    const reply = await openBrowser(app.url).ask("POST", "/api/v1/sign-up", asked);
    await app.stop();
    expect([reply.status, reply.body.error]).toEqual([403, expect.stringContaining("set-up link")]);
  });
});
