import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { move } from "../../src/app/cli/move/move.ts";
import { openAccounts } from "../../src/drivers/accounts/index.ts";
import { type Browser, openBrowser } from "../build/ask.ts";
import { openInstance, PASSWORD } from "../build/open-instance.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { totpOf } from "../build/totp.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

let said: string;
beforeEach(() => {
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs the command with the data folder of an instance. */
async function moveIn(dataDir: string, from: string, to: string): Promise<string> {
  said = "";
  vi.stubEnv("DATA_DIR", dataDir);
  await move({ from, to });
  return said;
}

async function withApp<Result>(
  folder: string,
  accountsUrl: string,
  use: (app: StartedApp) => Promise<Result>,
): Promise<Result> {
  const environment = { ACCOUNTS_URL: accountsUrl, SMTP_URL: "smtp://127.0.0.1:9" };
  const app = await startApp(folder, { environment });
  try {
    return await use(app);
  } finally {
    await app.stop();
  }
}

async function newPersonWithSecondFactor(one: Awaited<ReturnType<typeof openInstance>>) {
  const person = await one.newPerson();
  const path = "/api/v1/me/two-factor";
  const { uri, backup_codes } = (await person.browser.ask("POST", path, { current_password: PASSWORD })).body;
  await person.browser.ask("POST", `${path}/confirm`, { code: totpOf(uri, -1) });
  return { email: person.email, uri: uri as string, backupCodes: backup_codes as string[] };
}

async function signIn(app: StartedApp, email: string): Promise<Browser> {
  const browser = openBrowser(app.url, {});
  const reply = await browser.ask("POST", "/api/v1/sign-in", { email, password: PASSWORD });
  expect(reply.status).toBe(200);
  return browser;
}

it("people, keys and invitations move to PostgreSQL and back, with passwords and second factors", async () => {
  const folder = newFolder();
  const one = await openInstance(folder);
  const person = await newPersonWithSecondFactor(one);
  const teamPath = `/api/v1/teams/${one.team}`;
  const { body: invited } = await one.ada.ask("POST", `${teamPath}/invitations`, {
    email: "new@example.com",
    role: "viewer",
  });
  const invitation = invited.link.split("#")[1];
  await one.ada.ask("POST", "/api/v1/sites", { name: "a.example", team: one.team });
  const { body: made } = await one.ada.ask("POST", `${teamPath}/keys`, { name: "k", scopes: ["read"] });
  await one.stop();

  const sqlite = one.accountsUrl;
  const data = join(folder, "data");
  const server = postgres.newDatabase();
  const told = await moveIn(data, sqlite, server);
  expect(told).toContain("users: 2 copied, 0 were there already\n");
  expect(told).toContain(
    "Sign-ins are not copied: people sign in again.\nThe secret is in the new database.\n",
  );
  expect(await moveIn(data, sqlite, server)).toContain("users: 0 copied, 2 were there already\n");

  // Nothing but the database is carried over.
  await withApp(newFolder(), server, async (app) => {
    const ada = await signIn(app, "ada@example.com");
    expect((await ada.ask("GET", "/api/v1/sites")).body.sites).toMatchObject([{ name: "a.example" }]);
    const browser = await signIn(app, person.email);
    expect((await browser.ask("GET", "/api/v1/sites")).status).toBe(401);
    const code = { code: totpOf(person.uri) };
    expect((await browser.ask("POST", "/api/v1/sign-in/code", code)).body).toEqual({ state: "signed in" });
    const opened = await fetch(`${app.url}/api/v1/sites`, {
      headers: { authorization: `Bearer ${made.key}` },
    });
    expect(opened.status).toBe(200);
    const body = { token: invitation, name: "New", password: PASSWORD };
    const stranger = openBrowser(app.url, {});
    expect((await stranger.ask("POST", "/api/v1/invitations/accept", body)).status).toBe(200);
  });

  // Which has people's sign-ins by now: nothing of theirs is undone by a run that comes late.
  await expect(moveIn(data, sqlite, server)).rejects.toThrow("people have signed in here");

  const back = newFolder();
  const file = `sqlite:${join(back, "data", "app.db")}`;
  expect(await moveIn(join(back, "data"), server, file)).toContain(
    `The secret is in ${join(back, "data")}/secret: start`,
  );
  await withApp(back, file, async (app) => {
    const browser = await signIn(app, person.email);
    const code = { backup_code: person.backupCodes[0] };
    expect((await browser.ask("POST", "/api/v1/sign-in/code", code)).body).toEqual({ state: "signed in" });
    expect((await (await signIn(app, "new@example.com")).ask("GET", "/api/v1/me")).status).toBe(200);
  });
  const accounts = await openAccounts(file);
  // A file beside it keeps the secret.
  expect(await accounts.instanceFact("secret", "none")).toBe("none");
  await accounts.close();
}, 120_000);

it("accounts do not move without the secret that second factors are encrypted with", async () => {
  const folder = newFolder();
  const one = await openInstance(folder);
  await one.stop();
  const [elsewhere, server] = [newFolder(), postgres.newDatabase()];
  await expect(moveIn(elsewhere, one.accountsUrl, server)).rejects.toThrow(
    `the secret of the accounts is not in ${elsewhere}/secret: set DATA_DIR or SECRET`,
  );
  await expect(moveIn(elsewhere, `sqlite:${join(elsewhere, "typo.db")}`, server)).rejects.toThrow(
    "typo.db has neither people nor sites: is it the right one?",
  );
  await moveIn(join(folder, "data"), one.accountsUrl, server);
  const target = `sqlite:${join(elsewhere, "app.db")}`;
  vi.stubEnv("SECRET", "x".repeat(40));
  expect(await moveIn(elsewhere, server, target)).toContain("Start the instance with the same SECRET.");
  vi.unstubAllEnvs();
  const other = newFolder();
  await (await openInstance(other)).stop();
  await expect(moveIn(join(other, "data"), server, `sqlite:${join(other, "new.db")}`)).rejects.toThrow(
    "secret holds the secret of another instance: use another DATA_DIR",
  );
}, 60_000);
