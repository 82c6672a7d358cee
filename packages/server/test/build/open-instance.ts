import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DAY } from "../../src/domain/time.ts";
import { openAccounts } from "../../src/drivers/accounts/index.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import type { ClaimedMail } from "../../src/ports/mail-outbox.ts";
import { type Browser, openBrowser, type Reply } from "./ask.ts";
import { type StartedApp, startApp } from "./start-app.ts";

export const PASSWORD = "a long sentence of mine";

/** An instance with its first owner, and a second pair of eyes on its accounts database. */
export interface OpenInstance {
  readonly app: StartedApp;
  readonly store: Accounts;
  /** File or URL of the accounts database. */
  readonly accountsUrl: string;
  /** Signed in as ada@example.com, who operates the instance and owns the team `Example`. */
  readonly ada: Browser;
  readonly team: number;
  /** Each is at an address of its own, behind a proxy. */
  newBrowser(): Browser;
  newAddress(): string;
  /** Creates a person, and returns a browser in which they are signed in. */
  newPerson(role?: "viewer" | "editor" | "admin"): Promise<{ browser: Browser; email: string; id: string }>;
  signIn(browser: Browser, email: string, password?: string): Promise<Reply>;
  /** Mails that were queued since the last call. */
  newMails(): Promise<readonly ClaimedMail[]>;
  /** The token in the link of the only new mail to an address. */
  tokenFor(email: string): Promise<string>;
  stop(): Promise<void>;
}

export async function openInstance(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<OpenInstance> {
  // No mail leaves: the scheduler would take it before a test looks at it.
  const unreachable = { SMTP_URL: "smtp://127.0.0.1:9" };
  const app = await startApp(folder, {
    environment: { TRUSTED_PROXIES: "127.0.0.1", ...unreachable, ...environment },
  });
  const accountsUrl = environment.ACCOUNTS_URL ?? `sqlite:${join(folder, "data", "app.db")}`;
  const store = await openAccounts(accountsUrl);
  let browsers = 0;
  const newBrowser = () =>
    openBrowser(app.url, { "x-forwarded-for": `2001:db8::${(++browsers).toString(16)}` });
  const newAddress = () => `${randomUUID().slice(0, 8)}@example.com`;
  const ada = newBrowser();
  const link = ((await app.setupPath()) ?? "").split("#")[1];
  const owner = { link, name: "Ada", email: "ada@example.com", password: PASSWORD, team: "Example" };
  await expectOk(ada.ask("POST", "/api/v1/setup", owner));
  const team = (await ada.ask("GET", "/api/v1/me")).body.teams[0].id as number;

  async function newMails() {
    // Also those that the scheduler has claimed, or tries again later.
    const claimed = await store.claimMails({ now: Date.now() + DAY, max: 1000, claimMs: 1 });
    for (const { id } of claimed) await store.noteMailSent(id, Date.now());
    return claimed;
  }

  return {
    app,
    store,
    accountsUrl,
    ada,
    team,
    newBrowser,
    newAddress,
    newMails,
    signIn: (browser, email, password = PASSWORD) =>
      browser.ask("POST", "/api/v1/sign-in", { email, password }),
    async newPerson(role = "viewer") {
      const email = newAddress();
      const invited = await ada.ask("POST", `/api/v1/teams/${team}/invitations`, { email, role });
      const token = invited.body.link.split("#")[1];
      const browser = newBrowser();
      const name = email.split("@")[0];
      await expectOk(browser.ask("POST", "/api/v1/invitations/accept", { token, name, password: PASSWORD }));
      await newMails();
      return { browser, email, id: (await browser.ask("GET", "/api/v1/me")).body.person.id };
    },
    async tokenFor(email) {
      const [mail, ...more] = (await newMails()).filter(({ to }) => to === email);
      if (mail === undefined || more.length > 0) throw new Error(`${more.length} mails more to ${email}`);
      return String(mail.params.link).split("#")[1] ?? "";
    },
    async stop() {
      await store.close();
      await app.stop();
    },
  };
}

async function expectOk(asked: Promise<Reply>): Promise<void> {
  const { status, body } = await asked;
  if (status > 299) throw new Error(`${status} ${JSON.stringify(body)}`);
}
