import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "../../../src/accounts/tokens.ts";
import { HOUR, MINUTE } from "../../../src/domain/time.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const OTHER = "another long sentence";

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("a forgotten password on $name", ({ environment }) => {
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(newFolder(), environment());
  });
  afterAll(() => one.stop());

  const request = (email: string) => one.newBrowser().ask("POST", "/api/v1/recovery", { email });
  const reset = (token: string, password = OTHER) =>
    one.newBrowser().ask("POST", "/api/v1/recovery/reset", { token, password });

  it("is replaced by the link of a mail, which signs out everywhere and says so", async () => {
    const { browser, email, id } = await one.newPerson();
    expect((await request(email.toUpperCase())).body).toEqual({ requested: true });
    const [mail] = await one.newMails();
    expect(mail).toMatchObject({ to: email, template: "reset-password", params: { hours: 1 } });
    expect(mail?.params.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/recover#[\w-]{43}$/);
    const token = String(mail?.params.link).split("#")[1] ?? "";
    expect((await reset(token, "password1")).status).toBe(400);
    expect((await reset(token)).body).toEqual({ changed: true });
    expect((await browser.ask("GET", "/api/v1/sign-ins")).status).toBe(401);
    expect(await one.store.listSignIns(id, Date.now())).toEqual([]);
    expect(await one.newMails()).toMatchObject([{ to: email, template: "password-changed" }]);
    expect((await one.signIn(one.newBrowser(), email)).status).toBe(401);
    expect((await one.signIn(one.newBrowser(), email, OTHER)).status).toBe(200);
    expect((await one.store.findPerson(id))?.emailVerified).toBe(true);
    expect((await reset(token)).status).toBe(404);
  });

  it("is replaced once by a link that ten use at once", async () => {
    const { email } = await one.newPerson();
    await request(email);
    const hash = hashOf(await one.tokenFor(email));
    const uses = Array.from({ length: 10 }, (_, n) => one.store.resetPassword(hash, Date.now(), `hash ${n}`));
    expect((await Promise.all(uses)).filter((outcome) => outcome !== null)).toHaveLength(1);
  });

  it("can't be replaced by a link that is an hour old", async () => {
    const { email } = await one.newPerson();
    await request(email);
    const hash = hashOf(await one.tokenFor(email));
    const later = Date.now() + HOUR;
    expect(await one.store.findLink("recover", hash, later)).toBeNull();
    expect(await one.store.resetPassword(hash, later, "hash")).toBeNull();
    expect(await one.store.resetPassword(hash, later - MINUTE, "hash")).not.toBeNull();
  });

  it("gets no mail for nobody, nor for somebody who is disabled", async () => {
    const { email, id } = await one.newPerson();
    await one.store.changePerson(id, { isDisabled: true });
    expect((await request(email)).body).toEqual({ requested: true });
    expect((await request(one.newAddress())).body).toEqual({ requested: true });
    expect(await one.newMails()).toEqual([]);
    expect((await one.signIn(one.newBrowser(), email)).status).toBe(401);
    expect(await one.store.listSignIns(id, Date.now())).toEqual([]);
  });

  it("leaves no token in the table of links", async () => {
    const { email } = await one.newPerson();
    await request(email);
    const token = await one.tokenFor(email);
    expect(await one.store.findLink("recover", hashOf(token), Date.now())).not.toBeNull();
    expect(await one.store.findLink("recover", token, Date.now())).toBeNull();
  });

  it("a change of the password ends links that were sent before", async () => {
    const { browser, email } = await one.newPerson();
    await request(email);
    const token = await one.tokenFor(email);
    const passwords = { current_password: PASSWORD, new_password: OTHER };
    expect((await browser.ask("POST", "/api/v1/me/password", passwords)).status).toBe(200);
    expect(await one.newMails()).toMatchObject([{ to: email, template: "password-changed" }]);
    expect((await reset(token)).status).toBe(404);
  });

  it("mails an address three times, then makes it wait", async () => {
    const email = one.newAddress();
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await request(email)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});
