import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenInstance, openInstance, PASSWORD } from "../../build/open-instance.ts";
import { useTempFolders } from "../../build/temp-folder.ts";
import { startPostgres } from "../../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

describe.each([
  { name: "SQLite", environment: () => ({}) },
  { name: "PostgreSQL", environment: () => ({ ACCOUNTS_URL: postgres.newDatabase() }) },
])("the end of an account on $name", ({ environment }) => {
  let one: OpenInstance;
  beforeAll(async () => {
    one = await openInstance(newFolder(), environment());
  });
  afterAll(() => one.stop());

  it("takes the teams along that are the person's alone, with their sites, and nothing else", async () => {
    const { browser, email, id } = await one.newPerson("admin");
    const own = (await browser.ask("POST", "/api/v1/teams", { name: "Own" })).body;
    const site = `${email.split("@")[0]}.example`;
    expect((await browser.ask("POST", "/api/v1/sites", { name: site, team: own.id })).status).toBe(201);
    const theirs = `theirs-${site}`;
    await browser.ask("POST", "/api/v1/sites", { name: theirs, team: one.team });

    expect((await browser.ask("GET", "/api/v1/me/deletion")).body).toEqual({
      teams: [{ id: own.id, name: "Own", sites: [site] }],
      to_transfer: [],
      is_only_operator: false,
    });
    const remove = (body: object) => browser.ask("DELETE", "/api/v1/me", body);
    expect((await remove({ confirm: email })).status).toBe(400);
    expect((await remove({ confirm: email, current_password: "wrong" })).status).toBe(400);
    expect((await remove({ confirm: "yes", current_password: PASSWORD })).status).toBe(400);
    expect((await remove({ confirm: email, current_password: PASSWORD })).body).toEqual({ deleted: true });

    expect((await browser.ask("GET", "/api/v1/sites")).status).toBe(401);
    expect(await one.store.findPerson(id)).toBeNull();
    expect(await one.store.findSite(site)).toBeNull();
    expect((await one.store.listDeletedSites()).map(({ name }) => name)).toContain(site);
    expect(await one.store.findSite(theirs)).not.toBeNull();
    expect(await one.store.findTeam(own.id)).toBeNull();
    expect((await one.signIn(one.newBrowser(), email)).status).toBe(401);
  });

  it("waits until a team with other members has another owner", async () => {
    const owner = await one.newPerson("admin");
    const team = (await owner.browser.ask("POST", "/api/v1/teams", { name: "Shared" })).body;
    const invitation = { email: one.newAddress(), role: "viewer" };
    const invited = await owner.browser.ask("POST", `/api/v1/teams/${team.id}/invitations`, invitation);
    const member = one.newBrowser();
    const accepted = { token: invited.body.link.split("#")[1], name: "Member", password: PASSWORD };
    await member.ask("POST", "/api/v1/invitations/accept", accepted);
    const remove = () =>
      owner.browser.ask("DELETE", "/api/v1/me", { confirm: owner.email, current_password: PASSWORD });

    const preview = (await owner.browser.ask("GET", "/api/v1/me/deletion")).body;
    expect(preview).toMatchObject({ teams: [], to_transfer: [{ id: team.id, name: "Shared" }] });
    expect((await remove()).status).toBe(409);
    const members = await one.store.listMembers(one.team);
    expect(members).toContainEqual(expect.objectContaining({ userId: owner.id }));
    const to = (await member.ask("GET", "/api/v1/me")).body.person.id;
    await owner.browser.ask("POST", `/api/v1/teams/${team.id}/transfer`, { user_id: to });
    expect((await remove()).status).toBe(200);
    expect(await one.store.listMembers(team.id)).toMatchObject([{ userId: to, role: "owner" }]);
  });

  it("is refused to the only operator; of two who leave at once one stays", async () => {
    const body = { confirm: "ada@example.com", current_password: PASSWORD };
    expect((await one.ada.ask("GET", "/api/v1/me/deletion")).body.is_only_operator).toBe(true);
    const reply = await one.ada.ask("DELETE", "/api/v1/me", body);
    expect([reply.status, reply.body.error]).toEqual([409, expect.stringContaining("make-operator")]);
    const both = [await one.newPerson(), await one.newPerson()];
    const ada = (await one.ada.ask("GET", "/api/v1/me")).body.person.id;
    for (const { id } of both) await one.store.changePerson(id, { isOperator: true });
    await one.store.changePerson(ada, { isOperator: false });
    const ends = await Promise.all(both.map(({ id }) => one.store.deletePerson(id)));
    expect(ends.sort()).toEqual(["deleted", "only operator"]);
  });
});
