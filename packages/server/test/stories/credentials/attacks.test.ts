import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CREDENTIAL_BODIES } from "../../../src/http/accounts/credential-schemas.ts";
import { ACCOUNTS } from "../../../src/http/accounts/endpoints.ts";
import { BODIES } from "../../../src/http/accounts/schemas.ts";
import { type Browser, openBrowser } from "../../build/ask.ts";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const SAMPLES = 24;
/** As accounts/in-equal-time.ts has it, less what timers are early. */
const LEAST_MS = 295;

/** What a stranger learns from the times of replies, if their medians are further apart than each spreads. */
function compare(known: readonly number[], unknown: readonly number[]) {
  const of = (times: readonly number[], part: number) =>
    times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;
  const spread = (times: readonly number[]) => of(times, 0.9) - of(times, 0.1);
  return {
    apart: Math.abs(of(known, 0.5) - of(unknown, 0.5)),
    spread: Math.max(spread(known), spread(unknown)),
    least: Math.min(...known, ...unknown),
  };
}

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("strangers on $name", ({ environment }) => {
  let one: OpenInstance;
  const known: string[] = [];
  beforeAll(async () => {
    one = await openInstance(newFolder(), { SIGN_UP: "open", ...environment() });
    for (let n = 0; n < SAMPLES; n++) known.push((await one.newPerson()).email);
  }, 120_000);
  afterAll(() => one.stop());

  it.each([
    { path: "/api/v1/sign-in", rest: { password: "a wrong sentence" }, status: 401 },
    { path: "/api/v1/recovery", rest: {}, status: 200 },
    { path: "/api/v1/sign-up", rest: { name: "Eve", password: "a sentence of Eve" }, status: 200 },
  ])(
    "do not learn from $path who has an account, by reply or time",
    async ({ path, rest, status }) => {
      async function ask(email: string) {
        const browser = one.newBrowser();
        const before = performance.now();
        const reply = await browser.ask("POST", path, { email, ...rest });
        const ms = performance.now() - before;
        const headers = Object.fromEntries(reply.headers);
        return { ms, reply: { status: reply.status, body: reply.body, headers: { ...headers, date: "" } } };
      }
      await ask(one.newAddress());
      const times = { known: [] as number[], unknown: [] as number[] };
      for (const email of known) {
        const [there, nowhere] = [await ask(email), await ask(one.newAddress())];
        expect(there.reply.status).toBe(status);
        expect(nowhere.reply).toEqual(there.reply);
        times.known.push(there.ms);
        times.unknown.push(nowhere.ms);
      }
      const { apart, spread, least } = compare(times.known, times.unknown);
      expect(least).toBeGreaterThan(LEAST_MS);
      expect(apart).toBeLessThan(Math.max(spread, 1));
    },
    60_000,
  );

  it("can't choose the cookie of somebody's sign-in", async () => {
    const { email } = await one.newPerson();
    const eve = await one.newPerson();
    const chosen = "millrace.session_token=chosen.AAAA";
    const victim = one.newBrowser();
    const body = { email, password: PASSWORD };
    const reply = await victim.ask("POST", "/api/v1/sign-in", body, { cookie: chosen });
    expect(reply.status).toBe(200);
    expect(victim.cookie()).not.toContain("chosen");
    const sites = (cookie: string) => one.newBrowser().ask("GET", "/api/v1/me", undefined, { cookie });
    expect((await sites(chosen)).body.person).toBeNull();
    // Eve's own sign-in, planted in the victim's browser, neither becomes the victim's nor outlives it.
    const planted = eve.browser.cookie();
    const other = one.newBrowser();
    await other.ask("POST", "/api/v1/sign-in", body, { cookie: planted });
    expect(other.cookie()).not.toBe(planted);
    expect((await sites(other.cookie())).body.person.email).toBe(email);
    expect((await sites(planted)).body.person).toBeNull();
    // Signing in twice gives two cookies, of which the first ends.
    const before = victim.cookie();
    await victim.ask("POST", "/api/v1/sign-in", body);
    expect(victim.cookie()).not.toBe(before);
    expect((await sites(before)).body.person).toBeNull();
  });

  it("can't set what the body of a route does not have", async () => {
    const endpoints = Object.values(ACCOUNTS.endpoints).filter(({ openapi }) => "body" in openapi);
    const { browser, id } = await one.newPerson("admin");
    const asked: string[] = [];
    for (const { method, path, openapi } of endpoints) {
      const { schema, example } = (openapi as { body: Record<string, { schema: object; example: object }> })
        .body["application/json"] ?? { schema: {}, example: {} };
      if (!("$ref" in schema)) continue;
      asked.push(path);
      for (const extra of [{ is_operator: true }, { email_verified: true }, { id: "mine" }]) {
        const real = path.replace(":team", String(one.team)).replaceAll(/:\w+/g, id);
        const reply = await browser.ask(method, real, { ...example, ...extra });
        // Who may not at all does not get as far.
        if (![403, 404].includes(reply.status)) expect([path, reply.status]).toEqual([path, 400]);
      }
    }
    expect(asked.length).toBeGreaterThan(20);
    expect(await one.store.findPerson(id)).toMatchObject({ id, isOperator: false, emailVerified: false });
  });

  it.each(Object.entries({ ...BODIES, ...CREDENTIAL_BODIES }))("no unknown key is read: %s", (_, schema) => {
    const refused = schema.safeParse({ is_operator: true, email_verified: true, id: 1 }).error?.issues ?? [];
    const unknown = refused.find(({ code }) => code === "unrecognized_keys") as
      | { keys?: string[] }
      | undefined;
    expect(unknown?.keys).toEqual(["is_operator", "email_verified", "id"]);
  });

  it("wait after five wrong passwords for an account, from wherever they come", async () => {
    const { email } = await one.newPerson();
    for (let n = 0; n < 5; n++) expect((await one.signIn(one.newBrowser(), email, "wrong")).status).toBe(401);
    // Nor does the right one get in while it waits, or who guesses would learn it.
    const both = ["wrong", PASSWORD].map((password) => one.signIn(one.newBrowser(), email, password));
    const [wrong, right] = await Promise.all(both);
    expect([wrong?.status, right?.status]).toEqual([429, 429]);
    expect(Number(right?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("wait after twenty wrong passwords from an address, for whichever accounts", async () => {
    const stranger = one.newBrowser();
    const tries = Array.from({ length: 30 }, () => one.signIn(stranger, one.newAddress(), "wrong"));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(21);
    expect(statuses).toContain(429);
    expect((await one.signIn(one.newBrowser(), one.newAddress(), "wrong")).status).toBe(401);
  });
});

describe("cookies", () => {
  it.each([
    { what: "http", headers: {}, prefix: "", secure: false },
    { what: "https", headers: { "x-forwarded-proto": "https" }, prefix: "__Host-", secure: true },
  ])("over $what are for this host only, and for no script", async ({ headers, prefix, secure }) => {
    const one = await openInstance(newFolder());
    const origin = { origin: `${secure ? "https" : "http"}://${new URL(one.app.url).host}` };
    const browser = openBrowser(one.app.url, { ...headers, ...origin });
    const body = { email: "ada@example.com", password: PASSWORD };
    const { headers: replied } = await browser.ask("POST", "/api/v1/sign-in", body);
    const [cookie = ""] = replied.getSetCookie().filter((line) => line.includes("session_token"));
    const works = await browser.ask("GET", "/api/v1/sites");
    const offer = await browser.ask("POST", "/api/v1/me/passkeys/options", { current_password: PASSWORD });
    await one.stop();
    expect(works.status).toBe(200);
    for (const line of [cookie, offer.headers.getSetCookie()[0] ?? ""]) {
      const [pair = "", ...attributes] = line.split(/; ?/);
      expect(pair.startsWith(`${prefix}millrace.`)).toBe(true);
      const flags = attributes.map((flag) => flag.toLowerCase());
      expect(flags).toEqual(expect.arrayContaining(["httponly", "samesite=lax", "path=/"]));
      expect(flags.includes("secure")).toBe(secure);
      expect(flags.some((flag) => flag.startsWith("domain"))).toBe(false);
    }
    expect(replied.get("cache-control")).toBe("no-store");
  });

  it("are no https ones because a stranger says so", async () => {
    const one = await openInstance(newFolder(), { TRUSTED_PROXIES: "192.0.2.1" });
    const browser = openBrowser(one.app.url, { "x-forwarded-proto": "https" });
    const reply = await one.signIn(browser, "ada@example.com");
    await one.stop();
    expect(reply.headers.getSetCookie()[0]).toMatch(/^millrace\.session_token=/);
  });
});

it("an address that a stranger states does not help them to more tries", async () => {
  const one = await openInstance(newFolder(), { TRUSTED_PROXIES: "192.0.2.1" });
  const statuses: number[] = [];
  for (let n = 0; n < 22; n++) {
    const stranger: Browser = openBrowser(one.app.url, { "x-forwarded-for": `198.51.100.${n}` });
    statuses.push((await one.signIn(stranger, one.newAddress(), "wrong")).status);
  }
  await one.stop();
  expect(statuses.at(-1)).toBe(429);
}, 30_000);

it("neither an address nor a User-Agent reaches the disk", async () => {
  const folder = newFolder();
  const one = await openInstance(folder);
  const marked = { "x-forwarded-for": "203.0.113.77", "user-agent": "Mozilla/5.0 (X11; Linux) Marked/77.1" };
  const browser = openBrowser(one.app.url, marked);
  await one.signIn(browser, "ada@example.com", "wrong");
  await one.signIn(browser, "ada@example.com");
  await browser.ask("POST", "/api/v1/recovery", { email: "ada@example.com" });
  await browser.ask("POST", "/api/v1/me/passkeys/options", { current_password: PASSWORD });
  await browser.ask("POST", "/api/v1/me/two-factor", { current_password: PASSWORD });
  await one.stop();
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const bytes = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, "latin1"));
  expect(bytes.join("")).toContain("ada@example.com");
  for (const text of ["203.0.113.77", "Marked/77.1", "Mozilla/5.0"])
    expect(bytes.join("")).not.toContain(text);
});
