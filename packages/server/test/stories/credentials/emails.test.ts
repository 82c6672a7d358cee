import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "../../../src/accounts/tokens.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("e-mail addresses on $name", ({ environment }) => {
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(newFolder(), environment());
  });
  afterAll(() => one.stop());

  const confirm = (token: string) => one.newBrowser().ask("POST", "/api/v1/email/confirm", { token });

  it("are confirmed by the link of a mail, once", async () => {
    const { browser, email, id } = await one.newPerson();
    expect((await one.store.findPerson(id))?.emailVerified).toBe(false);
    expect((await browser.ask("POST", "/api/v1/me/email/verify", {})).body).toEqual({ requested: true });
    const token = await one.tokenFor(email);
    const uses = Array.from({ length: 5 }, () => one.store.confirmEmail(hashOf(token), Date.now()));
    expect((await Promise.all(uses)).filter((outcome) => outcome !== null)).toEqual([{ userId: id, email }]);
    expect((await browser.ask("GET", "/api/v1/me")).body.person.email_verified).toBe(true);
    expect((await confirm(token)).status).toBe(404);
    expect((await browser.ask("POST", "/api/v1/me/email/verify", {})).status).toBe(409);
  });

  it("change by a link to the new one, with the password", async () => {
    const { browser, email, id } = await one.newPerson();
    const next = one.newAddress();
    const ask = (body: object) => browser.ask("POST", "/api/v1/me/email", body);
    expect((await ask({ email: next })).status).toBe(400);
    expect((await ask({ email: next, current_password: "wrong" })).status).toBe(400);
    expect((await ask({ email: next, current_password: PASSWORD })).body).toEqual({ requested: true });
    const [mail, ...more] = await one.newMails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: next, template: "change-email", params: { newAddress: next } });
    expect((await browser.ask("GET", "/api/v1/me")).body.person.email).toBe(email);
    const reply = await confirm(String(mail?.params.link).split("#")[1] ?? "");
    expect(reply.body).toEqual({ email: next });
    expect(await one.store.findPerson(id)).toMatchObject({ email: next, emailVerified: true });
    expect((await one.signIn(one.newBrowser(), next)).status).toBe(200);
    expect((await one.signIn(one.newBrowser(), email)).status).toBe(401);
  });

  it("of others can't be taken, and nobody learns whose they are", async () => {
    const { browser } = await one.newPerson();
    const ask = (email: string) =>
      browser.ask("POST", "/api/v1/me/email", { email, current_password: PASSWORD });
    const known = await ask("ada@example.com");
    expect(await one.newMails()).toMatchObject([{ to: "ada@example.com", template: "address-in-use" }]);
    const free = one.newAddress();
    const unknown = await ask(free);
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    const token = await one.tokenFor(free);
    // Somebody else takes it before the link is opened.
    const invitation = { email: free, role: "viewer" };
    const { body } = await one.ada.ask("POST", `/api/v1/teams/${one.team}/invitations`, invitation);
    const joined = { token: body.link.split("#")[1], name: "Grace", password: PASSWORD };
    expect((await one.newBrowser().ask("POST", "/api/v1/invitations/accept", joined)).status).toBe(200);
    expect((await confirm(token)).status).toBe(409);
  });

  it("a link to the old address does not confirm the new one", async () => {
    const { browser, email, id } = await one.newPerson();
    await browser.ask("POST", "/api/v1/me/email/verify", {});
    const old = await one.tokenFor(email);
    const next = one.newAddress();
    await browser.ask("POST", "/api/v1/me/email", { email: next, current_password: PASSWORD });
    expect((await confirm(await one.tokenFor(next))).status).toBe(200);
    expect((await confirm(old)).status).toBe(404);
    expect((await one.store.findPerson(id))?.email).toBe(next);
  });
});
