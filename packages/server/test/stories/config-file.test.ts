import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { applyPlan } from "../../src/accounts/config-file/apply-plan.ts";
import { compare } from "../../src/accounts/config-file/compare.ts";
import { readConfigFile } from "../../src/accounts/config-file/read-config-file.ts";
import { readState } from "../../src/accounts/config-file/read-state.ts";
import { writeConfigFile } from "../../src/accounts/config-file/write-config-file.ts";
import { applyConfig, type ConfigFlags, exportConfig, planConfig } from "../../src/app/cli/config-file.ts";
import { DEFAULT_SITE_SETTINGS } from "../../src/domain/site/site.ts";
import { openAccounts } from "../../src/drivers/accounts/index.ts";
import type { Accounts } from "../../src/ports/accounts.ts";
import { PASSWORD_TO_COME } from "../../src/ports/shares.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startPostgres } from "../servers/postgres.ts";

const newFolder = useTempFolders();
const postgres = await startPostgres();
afterAll(() => postgres.stop());

const FILTER = [["is", "visit:country", ["DE"]]];

describe.each([
  { name: "SQLite", newUrl: () => `sqlite:${join(newFolder(), "app.db")}` },
  { name: "PostgreSQL", newUrl: () => postgres.newDatabase() },
])("an instance as a file on $name", ({ newUrl }) => {
  let said: string;
  let url: string;
  let file: string;
  let accounts: Accounts;

  beforeEach(async () => {
    const folder = newFolder();
    vi.stubEnv("DATA_DIR", folder);
    url = newUrl();
    vi.stubEnv("ACCOUNTS_URL", url);
    file = join(folder, "millrace.yaml");
    accounts = await openAccounts(url);
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      said += text;
      return true;
    });
  });
  afterEach(async () => {
    await accounts.close();
    process.exitCode = undefined;
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  async function output(of: (flags: ConfigFlags) => Promise<void>, flags: ConfigFlags = {}): Promise<string> {
    said = "";
    await of({ file, ...flags });
    return said;
  }
  const write = (...lines: string[]) => writeFileSync(file, `version: 1\n${lines.join("\n")}\n`);
  const apply = (flags: ConfigFlags = {}) => output(applyConfig, { yes: true, ...flags });

  async function newOwner() {
    await accounts.addSetupLink("hash", Date.now());
    const person = { name: "Ada", email: "ada@example.com", emailVerified: true, passwordHash: "h" };
    return accounts.createFirstOwner({
      linkHash: "hash",
      person: { ...person, isOperator: true },
      teamName: "Example",
    });
  }

  it("gives the same bytes again after it was applied to an empty instance, without a secret", async () => {
    await newOwner();
    const { id } = await accounts.createSite("a.example", {
      ...DEFAULT_SITE_SETTINGS,
      timezone: "Europe/Berlin",
      domains: ["a.example", ".b.example"],
      retentionDays: 90,
      needsIngestKey: true,
      allowedOrigins: ["https://a.example"],
    });
    await accounts.addSite("of.nobody", DEFAULT_SITE_SETTINGS, null);
    await accounts.createGoal(id, { name: "yes", event: "no", page: null });
    await accounts.createGoal(id, { name: "# '\"\n: ", event: null, page: "/a/**" });
    await accounts.createSegment(id, { name: "Neighbours", filters: FILTER });
    await output(exportConfig);
    const before = readFileSync(file, "utf8");
    expect(before).toContain("          - [is, visit:country, [DE]]\n");
    const key = (await accounts.findSite("a.example"))?.key;
    for (const secret of [key?.toString("hex"), key?.toString("base64"), "ada@", "hash"])
      expect(before).not.toContain(secret);

    const other = newUrl();
    vi.stubEnv("ACCOUNTS_URL", other);
    await apply();
    expect(await output(exportConfig, { file: undefined as never })).toBe(before);
    expect(await apply()).toBe("Nothing to change.\n");
    const target = await openAccounts(other);
    expect((await target.findSite("a.example"))?.key.equals(key ?? Buffer.alloc(0))).toBe(false);
    await target.close();
  });

  it("prints differences field by field, exits with 2, and changes nothing until it is applied", async () => {
    const owner = await newOwner();
    const { id } = await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
    await accounts.createSite("old.example", DEFAULT_SITE_SETTINGS);
    await accounts.createGoal(id, { name: "Sale", event: "buy", page: null });
    await accounts.createGoal(id, { name: "Old", event: "old", page: null });
    write(
      "teams: [{ name: Example }, { name: Second }]",
      "sites:",
      "  - name: a.example",
      "    team: Second",
      "    retention_days: 30",
      "    goals: [{ name: Sale, event: purchase }, { event: Signup }]",
      "  - { name: new.example, team: Second }",
    );
    const plan = await output(planConfig);
    expect(plan).toBe(
      [
        "+ team Second",
        "~ site a.example",
        "    team: Example -> Second",
        "~ site a.example",
        "    retention_days: 1830 -> 30",
        "~ goal Sale of a.example",
        '    event: "buy" -> "purchase"',
        "+ goal Signup of a.example",
        "+ site new.example (team Second)",
        "  goal Old of a.example: not in the file, kept",
        "  site old.example: not in the file, kept",
        "3 to create, 3 to change, 0 to remove.",
        "",
      ].join("\n"),
    );
    expect(process.exitCode).toBe(2);
    expect((await accounts.listSites()).map(({ name }) => name)).toEqual(["a.example", "old.example"]);

    expect(await apply()).toContain("6 changes applied");
    const second = (await accounts.listTeams()).find(({ name }) => name === "Second");
    expect(await accounts.findSite("a.example")).toMatchObject({ retentionDays: 30, teamId: second?.id });
    expect(await accounts.listMembers(second?.id ?? 0)).toMatchObject([
      { userId: owner?.userId, role: "owner" },
    ]);
    process.exitCode = undefined;
    expect(await output(planConfig)).toContain("Nothing to change.");
    expect(process.exitCode).toBeUndefined();
  });

  it("removes what is not in it with --prune only, and says that events go", async () => {
    await newOwner();
    await accounts.createSite("old.example", DEFAULT_SITE_SETTINGS);
    write("teams: []", "sites: []");
    expect(await apply()).toContain("  site old.example: not in the file, kept\n");
    expect(await accounts.countSites()).toBe(1);
    const plan = await output(planConfig, { prune: true });
    expect(plan).toContain(
      "- site old.example: IT IS DELETED WITH ALL ITS EVENTS\n- team Example: its members lose",
    );
    expect(plan).toContain("WARNING: a site is deleted with all events.");
    expect(await accounts.countSites()).toBe(1);
    await apply({ prune: true });
    expect([await accounts.countSites(), await accounts.listTeams()]).toEqual([0, []]);
    expect(await accounts.wasDeleted("old.example")).toBe(true);
  });

  it("leaves what it does not speak of, pruned or not", async () => {
    await newOwner();
    const { id } = await accounts.createSite("a.example", { ...DEFAULT_SITE_SETTINGS, retentionDays: 7 });
    await accounts.createGoal(id, { name: "Sale", event: "buy", page: null });
    write("sites: [{ name: a.example }]");
    expect(await apply({ prune: true })).toBe("Nothing to change.\n");
  });

  it("is refused with the place of every fault, and nothing is changed", async () => {
    write(
      "teams: [{ name: A }, { name: A }]",
      "sites:",
      "  - name: a.example",
      "    timezone: Mars/Olympus",
      "    retention_days: -1",
      "    domains: [https://a.example]",
      "    goals:",
      "      - { name: x }",
      "      - { name: y, event: e }",
      "      - { name: y, event: f }",
      "    segments: [{ name: s, filters: [] }]",
    );
    await expect(apply()).rejects.toThrow(
      [
        `${file}:2:22 teams.1: "A" is there twice`,
        `${file}:9:9 sites.0.goals.0: a goal needs an event, a page, or both`,
        `${file}:11:9 sites.0.goals.2: "y" is there twice`,
        `${file}:12:16 sites.0.segments.0: filters: a segment needs at least one filter`,
        `${file}:7:14 sites.0.domains: "https://a.example" has a scheme: remove everything before the host`,
        `${file}:5:15 sites.0.timezone: "Mars/Olympus" is not an IANA time zone; zones look like Europe/Berlin`,
        `${file}:6:21 sites.0.retention_days: must be a whole number of days from 0 (forever) to 36600`,
        "Nothing was changed.",
      ].join("\n"),
    );
    expect(await accounts.listTeams()).toEqual([]);
  });

  it.each([
    {
      lines: ["sites: [{ name: a.example, team: X }]"],
      fault: /:2:34 sites\.0\.team: there is no team "X": list/,
    },
    { lines: ["sites: [{ name: https://a }]"], fault: /:2:17 sites\.0\.name: .*Nothing was changed\.$/s },
  ])("is refused where it does not go with the instance: $lines", async ({ lines, fault }) => {
    write(...lines);
    await expect(output(planConfig)).rejects.toThrow(fault);
  });

  it("can't name a team whose name several have", async () => {
    const owner = await newOwner();
    await accounts.createTeam("Example", owner?.userId ?? "");
    await expect(output(exportConfig)).rejects.toThrow(
      'there are several teams "Example": rename all but one',
    );
    write("sites: [{ name: a.example, team: Example }]");
    await expect(apply()).rejects.toThrow(':2:34 sites.0.team: the instance has several teams "Example"');
    write("sites: [{ name: a.example }]");
    await apply();
    expect(await accounts.countSites()).toBe(1);
  });

  it("does not remove a team that keeps sites", async () => {
    await newOwner();
    await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
    write("teams: []");
    await expect(apply({ prune: true })).rejects.toThrow(
      ':2:8 teams: the team "Example" can\'t be removed while it has sites: a.example',
    );
  });

  it("asks who owns new teams where several people operate the instance", async () => {
    await newOwner();
    const evesId = await accounts.createByIdentity({
      provider: "p",
      subject: "s",
      name: "Eve",
      email: "eve@example.com",
    });
    await accounts.changePerson(evesId ?? "", { isOperator: true });
    write("teams: [{ name: New }]");
    await expect(apply()).rejects.toThrow("--owner <email> is required");
    await expect(apply({ owner: "nobody@example.com" })).rejects.toThrow(
      "there is no user nobody@example.com",
    );
    await apply({ owner: "eve@example.com" });
    const made = (await accounts.listTeams()).find(({ name }) => name === "New");
    expect(await accounts.listMembers(made?.id ?? 0)).toMatchObject([{ userId: evesId, role: "owner" }]);
  });

  it("waits for --yes where nobody can be asked", async () => {
    write("teams: [{ name: New }]");
    await expect(output(applyConfig)).rejects.toThrow("confirm with --yes");
    expect(await accounts.listTeams()).toEqual([]);
  });

  it("gives teams that were made before the first account to its owner", async () => {
    write("teams: [{ name: New }]", "sites: [{ name: a.example, team: New }]");
    await apply();
    const owner = await newOwner();
    const made = (await accounts.listTeams()).find(({ name }) => name === "New");
    expect(await accounts.listMembers(made?.id ?? 0)).toMatchObject([
      { userId: owner?.userId, role: "owner" },
    ]);
    expect((await accounts.findSite("a.example"))?.teamId).toBe(made?.id);
  });

  it("is continued by a second run after a failure, which says how far it came", async () => {
    write("sites: [{ name: a.example }, { name: b.example, goals: [{ event: e }] }, { name: c.example }]");
    const { file: wanted } = await readConfigFile(readFileSync(file, "utf8"));
    const plan = compare(await readState(accounts), wanted, { prune: false });
    const done: string[] = [];
    const broken = { ...accounts, createGoal: () => Promise.reject(new Error("the disk is full")) };
    const deps = { ownerId: null, onApplied: ({ kind }: { kind: string }) => void done.push(kind) };
    await expect(applyPlan(plan, { accounts: broken, ...deps })).rejects.toThrow("the disk is full");
    expect(done).toEqual(["create site", "create site"]);
    expect(await apply()).toContain("+ goal e of b.example\n+ site c.example\n2 to create, 0 to change");
  });

  it("changes a share link in its place, keeps its password, and lets nobody in where one is to come", async () => {
    const apply = async (shares: object[]) => {
      const { file } = await readConfigFile(
        JSON.stringify({ version: 1, sites: [{ name: "shared.example", shares }] }),
      );
      const plan = compare(await readState(accounts), file, { prune: false });
      await applyPlan(plan, { accounts, ownerId: null, onApplied() {} });
      const site = await accounts.findSite("shared.example");
      const [share] = await accounts.listShares(site?.id ?? 0);
      return { siteId: site?.id ?? 0, share };
    };
    const { siteId, share } = await apply([{ name: "Board", password: true }]);
    expect(share).toMatchObject({ passwordHash: PASSWORD_TO_COME, cards: null });
    await accounts.updateShare(siteId, share?.id ?? 0, { passwordHash: "a hash" });
    const changed = await apply([{ name: "Board", password: true, cards: ["pages"] }]);
    expect(changed.share).toEqual({ ...share, passwordHash: "a hash", cards: ["pages"] });
    expect((await apply([{ name: "Board" }])).share).toMatchObject({ id: share?.id, passwordHash: null });
    expect(await writeConfigFile(await readState(accounts))).not.toContain(share?.slug);
  });

  it("makes an instance as any file describes it, from any other", async () => {
    const text = fc
      .string({ unit: "binary", minLength: 1, maxLength: 8 })
      .filter((one) => !one.includes("\0"));
    const named = <T>(schema: Record<string, fc.Arbitrary<T>>) =>
      fc.uniqueArray(fc.record({ name: text, ...schema }), { maxLength: 3, selector: ({ name }) => name });
    const teams = ["Ants", "Bees", "on"];
    const site = fc.record({
      team: fc.constantFrom(null, ...teams),
      timezone: fc.constantFrom("UTC", "Asia/Kathmandu"),
      safe_query_params: fc.uniqueArray(text, { maxLength: 2 }),
      retention_days: fc.nat(400),
      needs_ingest_key: fc.boolean(),
      goals: named({ event: text }),
      segments: named({ filters: fc.constantFrom(FILTER, [["contains", "event:page", ["\u2028 #"]]]) }),
      share_threshold: fc.nat(9),
      shares: named<unknown>({
        cards: fc.constantFrom(null, ["pages"], ["chart", "events"]),
        embed_origins: fc.constantFrom([], ["https://example.com"]),
        expires_at: fc.constantFrom(null, "2027-01-01T00:00:00Z"),
        password: fc.boolean(),
      }),
    });
    const file = fc.uniqueArray(fc.constantFrom("a.example", "b.example", "c.example")).chain((names) =>
      fc.tuple(...names.map((name) => site.map((rest) => ({ name, ...rest })))).map((sites) => ({
        version: 1,
        teams: teams.map((name) => ({ name })),
        sites,
      })),
    );
    async function become(described: object): Promise<void> {
      const { file: wanted } = await readConfigFile(JSON.stringify(described));
      const plan = compare(await readState(accounts), wanted, { prune: true });
      expect(plan.faults).toEqual([]);
      await applyPlan(plan, { accounts, ownerId: null, onApplied() {} });
      expect(compare(await readState(accounts), wanted, { prune: true }).steps).toEqual([]);
      // What is written is read as what it was written from.
      const { file: written } = await readConfigFile(await writeConfigFile(await readState(accounts)));
      expect(compare(await readState(accounts), written, { prune: true }).steps).toEqual([]);
    }
    await fc.assert(fc.asyncProperty(file, become), { numRuns: 25 });
  });
});
