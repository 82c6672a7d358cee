// No cluster runs here: what is tested is that every statement meant for one is understood by the engine's own parser, and
// says what it should.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createChdbConnection } from "chdb/connection";
import { afterAll, describe, expect, it } from "vitest";
import { useTempFolders } from "../../../../test/build/temp-folder.ts";
import type { EventStoreOptions } from "../options.ts";
import { clusterLayout } from "./cluster.ts";
import { GROUND, migrationNames, statementsOf } from "./migrate.ts";
import { open } from "./server.ts";
import { eraseStatement } from "./sql.ts";

const { chdb, close } = ((connection) => ({ chdb: connection.chdb, close: () => connection.close() }))(
  createChdbConnection({ path: useTempFolders()() }),
);
afterAll(() => close());

const layout = clusterLayout("c-1");
const files = await Promise.all((await migrationNames()).map(statementsOf));
const ERASE = eraseStatement(1, 0).query;
const FSYNC_OFF =
  "ALTER TABLE millrace.events MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0";
const ALL = [...GROUND, ...files.flat(), ERASE, FSYNC_OFF].flatMap(layout.statements);

/** As the engine writes a statement that it has parsed; throws its own words for one that it can't. */
async function parsed(statement: string): Promise<string> {
  const literal = statement.replace(/[\\']/g, (sign) => `\\${sign}`);
  const result = await chdb.queryAsync(`SELECT formatQuerySingleLine('${literal}')`, { format: "RawBLOB" });
  return result.text();
}

const find = async (beginning: string): Promise<string> => {
  const all = await Promise.all(ALL.map(parsed));
  const found = all.filter((statement) => statement.startsWith(beginning));
  expect(found).toHaveLength(1);
  return found[0] ?? "";
};

describe("every statement for a cluster", () => {
  it.each(ALL)("is parsed, and goes to all servers of it: %s", async (statement) => {
    expect(await parsed(statement)).toContain("ON CLUSTER `c-1`");
  });

  it("is refused by the parser when it is broken: the test could see it", async () => {
    await expect(parsed(`${ALL[0]} ON ON`)).rejects.toThrow(/SYNTAX_ERROR/);
  });

  it("is refused when there is no rule for it, with the place to add one", () => {
    expect(() => layout.statements("OPTIMIZE TABLE millrace.events")).toThrow(/add one to .*ddl\.ts/);
  });
});

describe("the events", () => {
  it("are replicated on each shard, with their columns, order, syncs and tokens", async () => {
    const table = await find("CREATE TABLE IF NOT EXISTS millrace.events_local");
    for (const piece of [
      "ENGINE = ReplicatedMergeTree('/clickhouse/tables/{database}/{shard}/events_local', '{replica}')",
      "PARTITION BY toYYYYMM(timestamp)",
      "ORDER BY (site_id, toDate(timestamp), visitor_id, timestamp)",
      "`revenue` Decimal(18, 4) CODEC(ZSTD(1))",
      "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1",
      "replicated_deduplication_window_seconds = 2592000, replicated_deduplication_window = 10000",
    ]) {
      expect(table).toContain(piece);
    }
    expect(table).not.toContain("non_replicated");
  });

  it("have one table over the shards under their name; a visitor's are on one shard", async () => {
    expect(await find("CREATE TABLE IF NOT EXISTS millrace.events ")).toBe(
      "CREATE TABLE IF NOT EXISTS millrace.events ON CLUSTER `c-1` AS millrace.events_local ENGINE = Distributed('c-1', 'millrace', 'events_local', cityHash64(site_id, if(visitor_id = 0, cityHash64(id), visitor_id)))",
    );
  });

  it("are erased where they lie", async () => {
    expect(layout.statements(ERASE)).toHaveLength(1);
    expect(await parsed(layout.statements(ERASE)[0] ?? "")).toMatch(
      /^ALTER TABLE millrace\.events_local ON CLUSTER `c-1` \(DELETE WHERE .*SETTINGS mutations_sync = 1/,
    );
  });

  it("have the projection of counted views on each shard", async () => {
    expect(await find("ALTER TABLE millrace.events_local ON CLUSTER `c-1` (ADD PROJECTION")).toContain(
      "WHERE visitor_id = 0",
    );
  });

  it("get a new column on the shards first, then over them", () => {
    expect(layout.statements("ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS a String")).toEqual([
      "ALTER TABLE millrace.events_local ON CLUSTER 'c-1' ADD COLUMN IF NOT EXISTS a String",
      "ALTER TABLE millrace.events ON CLUSTER 'c-1' ADD COLUMN IF NOT EXISTS a String",
    ]);
  });
});

describe("the list of migrations", () => {
  it("is whole on every server, whatever its shard, under a name that no other replica has", async () => {
    const table = await find("CREATE TABLE IF NOT EXISTS millrace.migrations");
    expect(table).toContain(
      "ReplicatedMergeTree('/clickhouse/tables/{database}/all/migrations', '{shard}-{replica}')",
    );
    expect(ALL.join("\n")).not.toContain("migrations_local");
  });
});

describe("a view of a migration", () => {
  it("reads and fills the tables of its shard", async () => {
    const view = await find("CREATE MATERIALIZED VIEW");
    expect(view).toContain("TO millrace.page_views_local");
    expect(view).toContain("FROM millrace.events_local");
  });

  it("and its table are gone everywhere, before their path in Keeper is used again", async () => {
    expect(ALL.filter((statement) => statement.startsWith("DROP"))).toEqual([
      "DROP VIEW IF EXISTS millrace.page_views_by_hour ON CLUSTER 'c-1' SYNC",
      "DROP TABLE IF EXISTS millrace.page_views ON CLUSTER 'c-1' SYNC",
      "DROP TABLE IF EXISTS millrace.page_views_local ON CLUSTER 'c-1' SYNC",
    ]);
  });
});

describe("what a cluster is told", () => {
  it.each(Object.entries(layout.settings))("is known to the engine: %s = %s", async (name, value) => {
    await chdb.queryAsync(`SELECT 1 SETTINGS ${name} = '${value}'`);
  });

  it("holds an insert back until the shards and most of their replicas have it", () => {
    expect(layout.settings).toMatchObject({
      distributed_foreground_insert: 1,
      insert_quorum: "auto",
      skip_unavailable_shards: 0,
    });
  });
});

describe("open with ?cluster=", () => {
  const OPTIONS: EventStoreOptions = {
    readers: 1,
    shards: 1,
    guards: { fsync: true, token: true, missingRows: true },
  };
  /** Answers what is asked at open, and keeps the URLs. */
  async function openAt(answers: Readonly<Record<string, readonly string[]>>, cluster: string) {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      asked.push(request.url ?? "");
      let query = "";
      for await (const chunk of request) query += chunk;
      const table = /FROM (\S+)/.exec(query)?.[1] ?? "version";
      response.end((answers[table] ?? []).map((value) => `${JSON.stringify([value])}\n`).join(""));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const store = await open(`clickhouse://127.0.0.1:${port}/millrace?cluster=${cluster}`, OPTIONS);
      await store.close();
      return asked;
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }
  const GOOD = {
    version: ["26.7.2.1"],
    "system.clusters": ["main"],
    "system.macros": ["shard", "replica", "layer"],
  };

  it("sends the cluster's settings with every statement", async () => {
    for (const url of await openAt(GOOD, "main")) expect(url).toContain("insert_quorum=auto");
  });

  it("names the clusters that there are when the one asked for is not", async () => {
    await expect(openAt(GOOD, "mian")).rejects.toThrow(/has no cluster mian: set one of main/);
  });

  it("names the macro that is missing", async () => {
    const answers = { ...GOOD, "system.macros": ["replica"] };
    await expect(openAt(answers, "main")).rejects.toThrow(/has no macro shard: set it in <macros>/);
  });
});
