import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { turnOffSecondFactor } from "../../../src/accounts/turn-off-second-factor.ts";
import type { Browser } from "../../build/ask.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { totpOf } from "../../build/totp.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const PATH = "/api/v1/me/two-factor";
const OWN = { current_password: PASSWORD };

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("a second factor on $name", ({ environment }) => {
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(newFolder(), environment());
  });
  afterAll(() => one.stop());

  /** A person with a second factor, whose first code is used. */
  async function newPerson() {
    const person = await one.newPerson();
    const { uri, backup_codes } = (await person.browser.ask("POST", PATH, OWN)).body;
    const { status } = await person.browser.ask("POST", `${PATH}/confirm`, { code: totpOf(uri, -1) });
    expect(status).toBe(200);
    return { ...person, uri: uri as string, backupCodes: backup_codes as string[] };
  }

  async function begin(email: string): Promise<Browser> {
    const browser = one.newBrowser();
    expect((await one.signIn(browser, email)).body).toEqual({ state: "second factor" });
    return browser;
  }
  /** Whoever gives wrong codes has the password: its owner must see that. */
  const failuresOf = async (id: string) =>
    (await one.store.listAudit({ teamId: null, limit: 1000 })).filter(
      ({ action, targetUserId }) => action === "sign-in failed" && targetUserId === id,
    );
  const give = (browser: Browser, body: object) => browser.ask("POST", "/api/v1/sign-in/code", body);

  it("is switched on with the password and a valid code", async () => {
    const { browser, email } = await one.newPerson();
    expect((await browser.ask("POST", PATH, { current_password: "wrong" })).status).toBe(400);
    const offer = await browser.ask("POST", PATH, OWN);
    expect(offer.body.uri).toMatch(/^otpauth:\/\/totp\/Millrace/);
    expect(offer.body.backup_codes).toHaveLength(10);
    expect(offer.headers.get("cache-control")).toBe("no-store");
    // Not in force yet.
    expect((await one.signIn(one.newBrowser(), email)).body).toEqual({ state: "signed in" });
    expect((await browser.ask("POST", `${PATH}/confirm`, { code: "000000" })).status).toBe(400);
    const code = totpOf(offer.body.uri);
    expect((await browser.ask("POST", `${PATH}/confirm`, { code })).body).toEqual({ enabled: true });
    expect((await browser.ask("GET", "/api/v1/me")).body.person.two_factor).toBe(true);
    expect((await browser.ask("POST", PATH, OWN)).status).toBe(409);
    // The code that switched it on does not sign in.
    expect((await give(await begin(email), { code })).status).toBe(401);
  });

  it("is asked for before any sign-in works", async () => {
    const { email, uri, id } = await newPerson();
    const before = (await one.store.listSignIns(id, Date.now())).length;
    const browser = await begin(email);
    expect(browser.cookie()).toContain("millrace.two_factor=");
    expect(browser.cookie()).not.toContain("session_token");
    expect((await browser.ask("GET", "/api/v1/sites")).status).toBe(401);
    expect(await one.store.listSignIns(id, Date.now())).toHaveLength(before);
    expect((await give(browser, { code: "000000" })).status).toBe(401);
    await vi.waitFor(async () => expect(await failuresOf(id)).toHaveLength(1));
    expect((await give(one.newBrowser(), { code: "000000" })).status).toBe(401);
    expect((await give(browser, {})).status).toBe(400);
    expect((await give(browser, { code: totpOf(uri) })).body).toEqual({ state: "signed in" });
    expect((await browser.ask("GET", "/api/v1/sites")).status).toBe(200);
    // Nor is it noted what nobody's password went before.
    expect(await failuresOf(id)).toHaveLength(1);
  });

  it("a code works once, also of two that give it at once", async () => {
    const { email, uri, id } = await newPerson();
    const before = (await one.store.listSignIns(id, Date.now())).length;
    const browsers = [await begin(email), await begin(email), await begin(email)];
    const code = totpOf(uri, 1);
    const replies = await Promise.all(browsers.map((browser) => give(browser, { code })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(await one.store.listSignIns(id, Date.now())).toHaveLength(before + 1);
    expect((await give(await begin(email), { code })).status).toBe(401);
  });

  it("a backup code works once, also of two that give it at once", async () => {
    const { email, backupCodes, browser } = await newPerson();
    const [backup_code = "", second = ""] = backupCodes;
    const browsers = [await begin(email), await begin(email)];
    const replies = await Promise.all(browsers.map((each) => give(each, { backup_code })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await give(await begin(email), { backup_code })).status).toBe(401);
    const renewed = (await browser.ask("POST", `${PATH}/backup-codes`, OWN)).body.backup_codes;
    expect((await give(await begin(email), { backup_code: second })).status).toBe(401);
    expect((await give(await begin(email), { backup_code: renewed[0] })).status).toBe(200);
  });

  it("a sign-in takes five wrong codes, and all sign-ins of a person ten", async () => {
    const { email, uri } = await newPerson();
    const browser = await begin(email);
    for (let n = 0; n < 5; n++) expect((await give(browser, { code: `00000${n}` })).status).toBe(401);
    expect((await give(browser, { code: totpOf(uri) })).status).not.toBe(200);
    const other = await begin(email);
    for (let n = 0; n < 5; n++) expect((await give(other, { code: `00000${n}` })).status).toBe(401);
    expect((await give(await begin(email), { code: totpOf(uri, 1) })).status).toBe(401);
  });

  it("of one person is not answered by the sign-in of another", async () => {
    const { email } = await newPerson();
    const eve = await newPerson();
    const cookie = `${(await begin(email)).cookie()}; ${eve.browser.cookie()}`;
    const body = { code: totpOf(eve.uri, 1) };
    const reply = await one.newBrowser().ask("POST", "/api/v1/sign-in/code", body, { cookie });
    expect(reply.status).toBe(401);
  });

  it("is switched off with the password", async () => {
    const { browser, email } = await newPerson();
    expect((await browser.ask("DELETE", PATH, { current_password: "wrong" })).status).toBe(400);
    expect((await browser.ask("DELETE", PATH, OWN)).body).toEqual({ disabled: true });
    expect((await browser.ask("GET", "/api/v1/me")).body.person.two_factor).toBe(false);
    expect((await one.signIn(one.newBrowser(), email)).body).toEqual({ state: "signed in" });
  });

  it("is turned off by who runs the instance, for somebody who lost it", async () => {
    const { email, id } = await newPerson();
    const other = await newPerson();
    const deps = { people: one.store, mails: one.store };
    await one.newMails();
    expect(await turnOffSecondFactor(id, deps)).toBe(true);
    expect(await one.newMails()).toMatchObject([{ to: email, template: "second-factor-off" }]);
    // The lost device may be signed in.
    expect(await one.store.listSignIns(id, Date.now())).toEqual([]);
    const again = one.newBrowser();
    expect((await one.signIn(again, email)).body).toEqual({ state: "signed in" });
    expect((await again.ask("GET", "/api/v1/me")).body.person.two_factor).toBe(false);
    // Set up anew, it is in force again.
    const { uri } = (await again.ask("POST", PATH, OWN)).body;
    expect((await again.ask("POST", `${PATH}/confirm`, { code: totpOf(uri, -1) })).status).toBe(200);
    await begin(email);
    await begin(other.email);
    const { id: without } = await one.newPerson();
    expect(await turnOffSecondFactor(without, deps)).toBe(false);
    expect(await one.newMails()).toEqual([]);
  });

  it("stays in force when the password is replaced by a link", async () => {
    const { email } = await newPerson();
    await one.newBrowser().ask("POST", "/api/v1/recovery", { email });
    const token = await one.tokenFor(email);
    const password = "another long sentence";
    await one.newBrowser().ask("POST", "/api/v1/recovery/reset", { token, password });
    const reply = await one.signIn(one.newBrowser(), email, password);
    expect(reply.body).toEqual({ state: "second factor" });
  });
});
