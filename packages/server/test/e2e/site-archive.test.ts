import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient, type NativeEvent } from "@millrace/protocol";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Victim } from "../../src/app/torture/victim.ts";
import { startPostgres } from "../servers/postgres.ts";
import { CLI, makeInstance, temporaryFolder } from "./instance.ts";

const SITE = "archive.example";
const COPY = "copy.example";
const postgres = await startPostgres();
const folder = temporaryFolder();
const archive = join(folder, "site.tar");
let source: Awaited<ReturnType<typeof makeInstance>>;
let bytes: Buffer;
let events: number;
const victims: Victim[] = [];
/** The instance that a test compares with the first one. */
let compared: Victim | null = null;

interface Place {
  readonly dataDir: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const envOf = ({ dataDir, environment }: Place) => ({
  ...process.env,
  LOG_LEVEL: "warn",
  DATA_DIR: dataDir,
  ...environment,
});

/** What a command prints. Throws what it says of a fault. */
function millrace(place: Place, ...args: string[]): string {
  return execFileSync(process.execPath, [CLI, ...args], {
    env: envOf(place),
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
    maxBuffer: 2 ** 28,
  });
}

async function startOn(place: Place): Promise<Client> {
  const { victim } = await makeInstance({ dataDir: place.dataDir, environment: place.environment ?? {} });
  victims.push(victim);
  compared = victim;
  victim.start();
  await victim.untilReady();
  return createClient({ baseUrl: victim.url });
}

/** Events of every kind that the demo has none of. */
function oddEvents(): NativeEvent[] {
  const at = (minutes: number) => new Date(Date.UTC(2026, 2, 10, 22) + minutes * 60_000).toISOString();
  return Array.from({ length: 240 }, (_, n): NativeEvent => {
    const base = { site: SITE, user_id: `user ${n % 30}`, timestamp: at(n * 7), path: `/p/${n % 11}` };
    if (n % 4 === 1) return { ...base, name: "purchase", revenue: { amount: `${n}.5`, currency: "EUR" } };
    if (n % 4 === 2)
      return { ...base, name: "Sign-up", props: { plan: `"${n % 3}"`, Ünï: "👩‍👩‍👧\n" }, interactive: false };
    if (n % 4 === 3) return { ...base, name: "engagement", engaged_ms: n * 100, scroll_depth: n % 100 };
    return {
      ...base,
      url: `https://${SITE}/p/${n % 11}?utm_source=mail&utm_campaign=c${n % 5}`,
      title: `T ${n}`,
    };
  });
}

async function fill(client: Client): Promise<void> {
  await client.updateSite(SITE, {
    timezone: "Europe/Berlin",
    excluded_pages: ["/admin/**"],
    retention_days: 0,
  });
  await client.createGoal(SITE, { name: "Bought", event: "purchase" });
  await client.createGoal(SITE, { page: "/p/*" });
  await client.createSegment(SITE, { name: "Germany", filters: [["is", "visit:country", ["DE"]]] });
  for (const text of ["New prices", "Twice", "Twice"])
    await client.createAnnotation(SITE, { date: "2026-03-10", text });
  const { dropped } = await client.sendEvents(oddEvents());
  expect(dropped).toEqual([]);
  // What belongs to another site stays out of the archive.
  await client.sendEvents([{ site: "other.example", path: "/secret" }]);
}

beforeAll(async () => {
  source = await makeInstance();
  millrace(source, "demo", "--no-start", "--site", SITE, "--days", "12", "--visitors", "350");
  source.victim.start();
  victims.push(source.victim);
  await source.victim.untilReady();
  const client = createClient({ baseUrl: source.victim.url });
  await fill(client);
  await source.victim.untilQueueEmpty(120_000);
  bytes = Buffer.from(await (await client.exportSite(SITE)).arrayBuffer());
  writeFileSync(archive, bytes);
  events = await countOf(client, SITE);
  expect(events).toBeGreaterThan(7_000);
}, 240_000);
afterAll(async () => {
  for (const victim of victims) await victim.stop();
  await postgres.stop();
});

async function countOf(client: Client, site: string): Promise<number> {
  const text = await (await client.exportEvents({ site_id: site })).text();
  return text.split("\n").length - 1;
}

const MARCH = ["2026-03-01,2026-03-31", "2026-03-11,2026-03-11"];
const RANGES = [...MARCH, "28d", "all"];
const FILTERS = JSON.stringify([["is", "visit:device", ["mobile"]]]);

/** Every report over several ranges, compared, and with a filter. */
async function questions(
  client: Client,
  ranges: readonly string[],
): Promise<{ name: string; asked: Record<string, string> }[]> {
  return (await client.reports()).flatMap(({ name, parameters }) => {
    const takes = (parameter: string) => parameters.some((one) => one.name === parameter);
    const common = takes("key") ? { key: "plan" } : {};
    if (!takes("date_range")) return [{ name, asked: common }];
    const plain = ranges.map((date_range) => ({
      ...common,
      date_range,
      ...(takes("compare") && date_range !== "all" && { compare: "previous_period" }),
    }));
    const filtered = { ...common, date_range: ranges.at(-2) ?? "", filters: FILTERS };
    return [...plain, filtered].map((asked) => ({ name, asked }));
  });
}

/** Asks both at the same time, and once more where a minute may have ended between the two. */
async function expectEqual(other: Client, site: string, ranges = RANGES): Promise<void> {
  const client = createClient({ baseUrl: source.victim.url });
  const all = await questions(client, ranges);
  expect(all.length).toBeGreaterThan(20 * ranges.length);
  for (const { name, asked } of all) {
    const tables = async (one: Client, site_id: string) => {
      const { results, meta } = await one.report(name, { ...asked, site_id });
      return { name, asked, results, meta };
    };
    const both = () => Promise.all([tables(client, SITE), tables(other, site)]);
    let [wanted, found] = await both();
    if (name === "realtime" && JSON.stringify(wanted) !== JSON.stringify(found))
      [wanted, found] = await both();
    expect(found).toEqual(wanted);
  }
}

async function expectSameSite(client: Client, site: string): Promise<void> {
  const one = createClient({ baseUrl: source.victim.url });
  const withoutId = <Item extends { id: number }>(items: readonly Item[]) =>
    items.map(({ id: _id, ...rest }) => rest);
  expect(withoutId(await client.goals(site))).toEqual(withoutId(await one.goals(SITE)));
  expect(withoutId(await client.segments(site))).toEqual(withoutId(await one.segments(SITE)));
  expect(withoutId(await client.annotations(site))).toEqual(withoutId(await one.annotations(SITE)));
}

const newPlaces: Readonly<Record<string, () => Place>> = {
  chDB: () => ({ dataDir: temporaryFolder() }),
  PostgreSQL: () => ({ dataDir: temporaryFolder(), environment: { EVENTS_URL: postgres.newDatabase() } }),
};

/** Runs an import and kills it a while after it has begun to write. */
function killImport(place: Place, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [CLI, "import", "millrace", archive], {
    env: envOf(place),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (chunk.includes("Importing")) setTimeout(() => child.kill("SIGKILL"), afterMs);
  });
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/** PostgreSQL plans badly for rows that it has not counted; its autovacuum comes a minute later. */
async function analyze({ environment = {} }: Place): Promise<void> {
  const url = environment.EVENTS_URL;
  if (url === undefined) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("ANALYZE").finally(() => client.end());
}

/** Kills imports, later each time, until a part of the events is stored. Begins anew when all of them are. */
async function importInPart(newPlace: () => Place): Promise<{ place: Place; stored: number }> {
  let place = newPlace();
  let step = 400;
  for (let afterMs = step; ; afterMs += step) {
    await killImport(place, afterMs);
    const stored = millrace(place, "dump").split("\n").length - 1;
    if (stored > 0 && stored < events) return { place, stored };
    if (stored === 0) continue;
    place = newPlace();
    afterMs -= step;
    step /= 2;
  }
}

describe.each(Object.keys(newPlaces))("an archive imported into an empty instance on %s", (kind) => {
  const newPlace = newPlaces[kind] as () => Place;
  let place = newPlace();

  it("is only read by a dry run", () => {
    const printed = millrace(place, "import", "millrace", archive, "--dry-run");
    expect(printed).toContain(`${events} events, `);
    expect(printed).toContain(`The site ${SITE} would be created with the archive's settings.`);
    expect(printed).toContain("5 of 5 goals, 1 of 1 segments");
    expect(printed).toContain("Nothing was written.");
  });

  it("is completed by running it again after it was killed, and changes nothing after that", async () => {
    const killed = await importInPart(newPlace);
    place = killed.place;
    const printed = millrace(place, "import", "millrace", archive);
    expect(printed).toContain(`${events} events, `);
    expect(printed).toContain(`The site ${SITE} exists and keeps its settings.`);
    expect(printed).toContain(`\n${events - killed.stored} of them are new.`);
    expect(millrace(place, "import", "millrace", archive)).toContain("\n0 of them are new.");
    expect(millrace(place, "import", "millrace", archive)).toMatch(
      /^0 of 5 goals, .* 0 of \d annotations are added/m,
    );
  }, 240_000);

  it("gives every report the tables of the first instance", async () => {
    await analyze(place);
    const client = await startOn(place);
    expect(await client.site(SITE)).toEqual(await createClient({ baseUrl: source.victim.url }).site(SITE));
    expect((await client.sites()).map(({ name }) => name)).toEqual([SITE]);
    expect(await countOf(client, SITE)).toBe(events);
    await expectSameSite(client, SITE);
    await expectEqual(client, SITE);
  }, 240_000);

  it("is exported again by it with the same events, and read by another store", async () => {
    const client = createClient({ baseUrl: compared?.url ?? "" });
    const again = join(folder, `${kind}.tar`);
    writeFileSync(again, Buffer.from(await (await client.exportSite(SITE)).arrayBuffer()));
    const target = newPlaces.PostgreSQL?.() as Place;
    millrace(target, "import", "millrace", again, "--site", COPY);
    await analyze(target);
    const copy = await startOn(target);
    await expectSameSite(copy, COPY);
    await expectEqual(copy, COPY, MARCH);
  }, 240_000);
});

describe("millrace export", () => {
  it("sends whoever has a running instance to its API, and writes the same archive when it is stopped", async () => {
    const { port } = new URL(source.victim.url);
    const place = { ...source, environment: { PORT: port } };
    expect(() => millrace(place, "export", SITE)).toThrow(
      `curl -fOJ http://localhost:${port}/api/v1/sites/${SITE}/archive`,
    );
    await source.victim.stop();
    const to = join(folder, "stopped.tar");
    expect(() => millrace(place, "export", "no-such.example", "--to", to)).toThrow("there is no site");
    expect(millrace(place, "export", SITE, "--to", to)).toContain(`millrace import millrace ${to}`);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(() => millrace(place, "export", SITE, "--to", to)).toThrow("exists: remove it first");
    // The same files, but for when they were made.
    expect(readFileSync(to).length).toBe(bytes.length);
    const list = (path: string) => execFileSync("tar", ["-tf", path], { encoding: "utf8" });
    expect(list(to)).toBe(list(archive));
    execFileSync("tar", ["-xf", to], { cwd: folder });
    const [, sum = "", name = ""] =
      /^(\w{64}) {2}(events\/\S+)$/m.exec(readFileSync(join(folder, "SHA256SUMS"), "utf8")) ?? [];
    expect(
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ).toBe(sum);
  });

  it("writes an archive that is refused when it is cut off, and nothing is created", () => {
    const place = newPlaces.PostgreSQL?.() as Place;
    const cut = join(folder, "cut.tar");
    writeFileSync(cut, bytes);
    truncateSync(cut, bytes.length - 20_000);
    expect(() => millrace(place, "import", "millrace", cut)).toThrow("cut off");
    expect(millrace(place, "site", "list")).toContain("No sites yet");
  });
});
