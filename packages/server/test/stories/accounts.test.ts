import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "../build/ask.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const PASSWORD = "a long sentence of mine";
const ADA = { name: "Ada", email: "ada@example.com", password: PASSWORD };

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("accounts on $name", ({ environment }) => {
  let app: StartedApp;
  let ada: Browser;
  let stranger: Browser;
  let team: number;

  beforeAll(async () => {
    app = await startApp(newFolder(), { environment: environment() });
    ada = openBrowser(app.url);
    stranger = openBrowser(app.url);
  });
  afterAll(() => app.stop());

  it("an instance without accounts is open to its machine", async () => {
    expect((await stranger.ask("GET", "/api/v1/me")).body).toMatchObject({ instance: "open", person: null });
    expect((await stranger.ask("POST", "/api/v1/sites", { name: "old.example" })).status).toBe(201);
    const proxied = { "x-forwarded-for": "203.0.113.7" };
    expect((await stranger.ask("GET", "/api/v1/sites", undefined, proxied)).status).toBe(401);
  });

  it("the set-up link creates the first owner once, who gets every site", async () => {
    const link = ((await app.setupPath()) ?? "").split("#")[1];
    const owner = { ...ADA, link, team: "Example" };
    expect((await ada.ask("POST", "/api/v1/setup", { ...owner, link: "guessed" })).status).toBe(404);
    expect((await ada.ask("POST", "/api/v1/setup", { ...owner, password: "password1" })).status).toBe(400);
    const made = await ada.ask("POST", "/api/v1/setup", owner);
    expect(made.body).toEqual({ state: "signed in" });
    expect(made.status).toBe(201);
    expect((await stranger.ask("POST", "/api/v1/setup", owner)).status).toBe(404);
    expect(await app.setupPath()).toBeNull();
    const me = (await ada.ask("GET", "/api/v1/me?site=old.example")).body;
    expect(me).toMatchObject({ instance: "closed", person: { email: ADA.email, is_operator: true } });
    expect(me.teams).toEqual([{ id: expect.any(Number), name: "Example", role: "owner" }]);
    expect(me.rights).toContain("site:manage");
    team = me.teams[0].id;
  });

  it("from then on nobody else sees anything", async () => {
    for (const path of ["/api/v1/sites", "/api/v1/sites/old.example", "/api/v1/sites/none.example"])
      expect((await stranger.ask("GET", path)).status).toBe(401);
    expect((await ada.ask("GET", "/api/v1/sites")).body.sites).toHaveLength(1);
  });

  it("signs in and out; wrong passwords and unknown addresses get one reply", async () => {
    const again = openBrowser(app.url);
    const wrong = await again.ask("POST", "/api/v1/sign-in", { email: ADA.email, password: "wrong" });
    const unknown = await again.ask("POST", "/api/v1/sign-in", {
      email: "no@example.com",
      password: "wrong",
    });
    expect(wrong.status).toBe(401);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
    expect(
      (await again.ask("POST", "/api/v1/sign-in", { email: "ADA@example.com", password: PASSWORD })).status,
    ).toBe(200);
    expect((await again.ask("GET", "/api/v1/sign-ins")).body.sign_ins).toHaveLength(2);
    const { cookie } = again;
    const old = cookie();
    expect((await again.ask("DELETE", "/api/v1/sign-in")).status).toBe(200);
    const reply = await openBrowser(app.url).ask("GET", "/api/v1/sites", undefined, { cookie: old });
    expect(reply.status).toBe(401);
  });

  it("an invited person joins with the link, once, and only sees what the role allows", async () => {
    const path = `/api/v1/teams/${team}/invitations`;
    const invited = await ada.ask("POST", path, { email: "Grace@example.com", role: "viewer" });
    expect(invited.status).toBe(201);
    const token = invited.body.link.split("#")[1];
    const grace = openBrowser(app.url);
    const offer = await grace.ask("POST", "/api/v1/invitations/read", { token });
    expect(offer.body).toMatchObject({ team: "Example", email: "grace@example.com", invited_by: "Ada" });
    const joined = await grace.ask("POST", "/api/v1/invitations/accept", {
      token,
      name: "Grace",
      password: PASSWORD,
    });
    expect(joined.body).toEqual({ state: "signed in" });
    expect(
      (await stranger.ask("POST", "/api/v1/invitations/accept", { token, name: "Eve", password: PASSWORD }))
        .status,
    ).toBe(404);
    expect((await grace.ask("GET", "/api/v1/sites/old.example")).status).toBe(200);
    const denied = await grace.ask("PATCH", "/api/v1/sites/old.example", { retention_days: 1 });
    expect(denied.status).toBe(403);
    expect((await grace.ask("POST", path, { email: "x@example.com", role: "viewer" })).status).toBe(403);

    const members = (await ada.ask("GET", `/api/v1/teams/${team}`)).body.members;
    const { user_id } = members.find(({ email }: { email: string }) => email === "grace@example.com");
    expect((await ada.ask("DELETE", `/api/v1/teams/${team}/members/${user_id}`)).status).toBe(200);
    expect((await grace.ask("GET", "/api/v1/sites/old.example")).status).toBe(404);
    expect((await grace.ask("GET", "/api/v1/sites")).body.sites).toEqual([]);
  });
});
