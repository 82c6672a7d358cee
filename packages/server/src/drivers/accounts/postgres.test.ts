import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { FaultProxy, through } from "../../../test/faults/fault-proxy.ts";
import { startPostgres } from "../../../test/servers/postgres.ts";
import { suspend } from "../../../test/servers/suspend.ts";
import { AccountsUnavailable } from "../../domain/errors.ts";
import { DEFAULT_SITE_SETTINGS } from "../../domain/site/site.ts";
import { open } from "./postgres.ts";

const server = await startPostgres();
afterAll(() => server.stop());

async function rowsOf(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

const SCHEMAS = `SELECT table_schema FROM information_schema.tables WHERE table_name = 'sites' ORDER BY 1`;

describe("the schema", () => {
  it("is millrace, or the URL's: two instances share a database and see nothing of each other", async () => {
    const url = server.newDatabase();
    const [one, other] = [await open(url), await open(`${url}?schema=second`)];
    await one.createSite("a.example", DEFAULT_SITE_SETTINGS);
    expect(await other.countSites()).toBe(0);
    expect(await rowsOf(url, SCHEMAS)).toEqual([{ table_schema: "millrace" }, { table_schema: "second" }]);
    await Promise.all([one.close(), other.close()]);
  });

  it("has goals and segments go with their site", async () => {
    const url = `${server.newDatabase()}?schema=second`;
    const accounts = await open(url);
    const { id } = await accounts.createSite("a.example", DEFAULT_SITE_SETTINGS);
    await accounts.createGoal(id, { name: "g", event: "g", page: null });
    await accounts.createSegment(id, { name: "s", filters: [] });
    await rowsOf(url.replace("?schema=second", ""), "DELETE FROM second.sites");
    expect([...(await accounts.listGoals(id)), ...(await accounts.listSegments(id))]).toEqual([]);
    await accounts.close();
  });

  it.each(["Millrace", "a b", 'a"b', "", "1st"])("is refused when it is called %j", async (schema) => {
    const url = `${server.url}?schema=${encodeURIComponent(schema)}`;
    await expect(open(url)).rejects.toThrow(/^\[accounts:postgres\] ACCOUNTS_URL has schema=/);
  });
});

it.each([
  {
    at: "nobody@127.0.0.1:PORT/postgres",
    remedy: "refuses the user nobody: check name and password in ACCOUNTS_URL",
  },
  {
    at: "millrace@127.0.0.1:PORT/nowhere",
    remedy: "has no database nowhere: create it, or set another one in ACCOUNTS_URL",
  },
])("says what to do when the server refuses $at", async ({ at, remedy }) => {
  const url = `postgres://${at.replace("PORT", String(server.port))}`;
  await expect(open(url)).rejects.toThrow(`[accounts:postgres] 127.0.0.1:${server.port} ${remedy}`);
});

it("outlives a connection that is cut while a statement runs on it", async () => {
  const url = server.newDatabase();
  const proxy = await FaultProxy.start(server.port);
  const accounts = await open(through(proxy, url, server.port));
  const other = new pg.Client(url);
  await other.connect();
  await other.query("BEGIN; LOCK TABLE millrace.sites");
  const asked = accounts.findSite("a.example");
  asked.catch(() => {});
  const waits =
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'millrace accounts' AND wait_event_type = 'Lock'";
  while ((await rowsOf(url, waits)).length === 0) await sleep(10);
  proxy.cut();
  await expect(asked).rejects.toThrow(AccountsUnavailable);
  await other.query("ROLLBACK");
  expect(await accounts.findSite("a.example")).toBeNull();
  await Promise.all([accounts.close(), other.end()]);
  await proxy.stop();
});

it("does not wait for ever behind a connection that says nothing: the next call has a new one", async () => {
  const url = server.newDatabase();
  const accounts = await open(url);
  await accounts.ping();
  const backends = await rowsOf(
    url,
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'millrace accounts' AND datname = current_database()`,
  );
  expect(backends).toHaveLength(1);
  for (const { pid } of backends) suspend(Number(pid));
  try {
    await expect(accounts.ping()).rejects.toThrow(AccountsUnavailable);
    await accounts.ping();
  } finally {
    for (const { pid } of backends) process.kill(Number(pid), "SIGCONT");
  }
  await accounts.close();
});

it("names what is wrong with a database that is not there, which no waiting would mend", async () => {
  const error = await open(server.url.replace("/postgres", "/nowhere")).catch((caught: unknown) => caught);
  expect(error).not.toBeInstanceOf(AccountsUnavailable);
  expect((error as Error).message).toContain("nowhere");
});
