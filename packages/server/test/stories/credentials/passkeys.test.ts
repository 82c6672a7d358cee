import { execFileSync } from "node:child_process";
import { type CDPSession, type Browser as Chromium, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
let chrome: Chromium;
beforeAll(async () => {
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  chrome = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
});
afterAll(async () => {
  await chrome.close();
  await postgres.stop();
});

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("passkeys on $name", ({ environment }) => {
  let one: OpenInstance;
  let page: Page;
  let device: CDPSession;
  let authenticatorId: string;

  /** Plugs in a device that asks its user for a finger, or has no way to. */
  async function plugIn(isUserVerified: boolean): Promise<void> {
    if (authenticatorId !== undefined)
      await device.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    const options = {
      protocol: "ctap2",
      transport: isUserVerified ? "internal" : "usb",
      hasResidentKey: true,
      hasUserVerification: isUserVerified,
      isUserVerified,
      automaticPresenceSimulation: true,
    } as const;
    ({ authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options }));
  }

  beforeAll(async () => {
    one = await openInstance(newFolder(), environment());
    page = await (await chrome.newContext()).newPage();
    // The routes are asked by a page of their own host, as the dashboard does.
    await page.goto(`${one.app.url.replace("127.0.0.1", "localhost")}/health`);
    device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await plugIn(true);
  });
  afterAll(async () => {
    await page.context().close();
    await one.stop();
  });

  const ask = (method: string, path: string, body?: unknown) =>
    page.evaluate(
      async ([method, path, body]) => {
        const init = body === undefined ? {} : { body: JSON.stringify(body) };
        const headers = { "content-type": "application/json" };
        const reply = await fetch(path as string, { method: method as string, headers, ...init });
        return { status: reply.status, body: await reply.json() };
      },
      [method, path, body],
    );

  /** What the page gets from its browser for what a route offers; null: the browser refused. */
  const credential = (what: "create" | "get", options: unknown) =>
    page.evaluate(
      async ([what, options]) => {
        const { PublicKeyCredential: web } = globalThis as never as { PublicKeyCredential: never };
        const { parseCreationOptionsFromJSON: create, parseRequestOptionsFromJSON: get } = web as Record<
          string,
          (options: unknown) => unknown
        >;
        const publicKey = (what === "create" ? create : get)?.call(web, options);
        try {
          const credentials = navigator.credentials as never as Record<string, (options: object) => never>;
          const made = (await credentials[what as string]?.({ publicKey })) as unknown;
          return (made as { toJSON(): Record<string, unknown> }).toJSON();
        } catch {
          return null;
        }
      },
      [what, options],
    );

  const add = async (name: string) => {
    const options = await ask("POST", "/api/v1/me/passkeys/options", { current_password: PASSWORD });
    const response = await credential("create", options.body);
    return ask("POST", "/api/v1/me/passkeys", { name, response });
  };
  const signIn = async () => {
    const { body } = await ask("POST", "/api/v1/sign-in/passkey/options", {});
    return ask("POST", "/api/v1/sign-in/passkey", { response: await credential("get", body) });
  };

  it("are added, listed, renamed, sign in and are removed", async () => {
    const { email } = await one.newPerson();
    await ask("POST", "/api/v1/sign-in", { email, password: PASSWORD });
    const wrong = await ask("POST", "/api/v1/me/passkeys/options", { current_password: "wrong" });
    expect(wrong.status).toBe(400);
    expect(await add("Phone")).toEqual({ status: 201, body: { added: true } });
    const [passkey] = (await ask("GET", "/api/v1/me/passkeys")).body.passkeys;
    expect(passkey).toMatchObject({ name: "Phone", id: expect.any(String) });
    const path = `/api/v1/me/passkeys/${passkey.id}`;
    expect((await ask("PATCH", path, { name: "Old phone" })).status).toBe(200);
    expect((await ask("GET", "/api/v1/me/passkeys")).body.passkeys).toMatchObject([{ name: "Old phone" }]);

    await ask("DELETE", "/api/v1/sign-in");
    expect((await ask("GET", "/api/v1/sites")).status).toBe(401);
    expect(await signIn()).toEqual({ status: 200, body: { state: "signed in" } });
    expect((await ask("GET", "/api/v1/me")).body.person.email).toBe(email);

    // Somebody else's can neither be renamed nor removed.
    expect((await one.ada.ask("PATCH", path, { name: "Mine" })).status).toBe(404);
    expect((await one.ada.ask("DELETE", path)).status).toBe(404);
    expect((await ask("DELETE", path)).status).toBe(200);
    await ask("DELETE", "/api/v1/sign-in");
    expect((await signIn()).status).toBe(401);
    const rows = [...(await one.store.listAudit({ teamId: null, limit: 4 }))].reverse();
    expect(rows.map(({ action, target }) => [action, target])).toEqual([
      ["signed in", null],
      ["passkey added", "Phone"],
      ["signed in", null],
      ["passkey removed", "Old phone"],
    ]);
  });

  it("answer a challenge once", async () => {
    const { email } = await one.newPerson();
    await plugIn(true);
    await ask("POST", "/api/v1/sign-in", { email, password: PASSWORD });
    await add("Phone");
    const { body } = await ask("POST", "/api/v1/sign-in/passkey/options", {});
    const response = await credential("get", body);
    expect((await ask("POST", "/api/v1/sign-in/passkey", { response })).status).toBe(200);
    expect((await ask("POST", "/api/v1/sign-in/passkey", { response })).status).toBe(401);
  });

  it("of a device that does not verify its user are not accepted, whatever the page asks of it", async () => {
    const { email } = await one.newPerson();
    await plugIn(false);
    await ask("POST", "/api/v1/sign-in", { email, password: PASSWORD });
    const { body } = await ask("POST", "/api/v1/me/passkeys/options", { current_password: PASSWORD });
    expect(body.authenticatorSelection).toMatchObject({ userVerification: "required" });
    const careless = { userVerification: "discouraged", residentKey: "discouraged" };
    const response = await credential("create", { ...body, authenticatorSelection: careless });
    expect(response).not.toBeNull();
    expect((await ask("POST", "/api/v1/me/passkeys", { name: "Key", response })).status).toBe(400);
    expect((await ask("GET", "/api/v1/me/passkeys")).body.passkeys).toEqual([]);
  });

  it("that are none are refused", async () => {
    await ask("POST", "/api/v1/sign-in/passkey/options", {});
    const response = { id: "none", rawId: "none", type: "public-key", response: {} };
    expect((await ask("POST", "/api/v1/sign-in/passkey", { response })).status).toBe(401);
    await ask("POST", "/api/v1/me/passkeys/options", { current_password: PASSWORD });
    expect((await ask("POST", "/api/v1/me/passkeys", { name: "None", response })).status).toBe(400);
  });
});
