import type { ClientBase } from "pg";
import type { Event } from "../../../domain/event/event.ts";
import type { EncodedRows } from "../../../ports/event-store.ts";
import { COLUMNS } from "../columns.ts";
import type { BatchFigures } from "./batch-figures.ts";
import { copyIn } from "./copy-in.ts";
import { makePartitions } from "./partitions.ts";
import { splitRows } from "./rows.ts";
import { ADD_DAYS, ADD_HOURS, ADD_PATHS, ADD_POSITION, STORED_IDS } from "./sql.ts";
import { encodeInstant } from "./values.ts";

const LOOK_UP = "SET LOCAL enable_seqscan = ?; SET LOCAL enable_hashjoin = ?; SET LOCAL enable_mergejoin = ?";
const POSITIONED_TOKEN = /^(.+):(\d+):\d+-(\d+)$/;

/** False when it was there. Waits for another transaction that is writing under it. */
export async function addToken(client: ClientBase, token: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "INSERT INTO batches (token) VALUES ($1) ON CONFLICT (token) DO NOTHING",
    [token],
  );
  return rowCount === 1;
}

/** Holds a token, new or not, until the transaction ends: whoever writes under it is done before, or waits. */
export async function holdToken(client: ClientBase, token: string): Promise<void> {
  await client.query(
    "INSERT INTO batches (token) VALUES ($1) ON CONFLICT (token) DO UPDATE SET written_at = now()",
    [token],
  );
}

/** Forgets tokens that no queue can ask about any more. */
export async function pruneTokens(client: ClientBase): Promise<void> {
  await client.query("DELETE FROM batches WHERE written_at < now() - interval '35 days'");
}

/** Rows, the tables kept beside them and the queue's position. Rows of these tables are locked in one order by everybody. */
export async function writeBatch(
  client: ClientBase,
  encoded: EncodedRows,
  token: string,
  shard: number,
): Promise<void> {
  const { figures, copyText } = splitRows(encoded);
  await makePartitions(client, figures.months);
  await copyIn(client, `COPY events (${COLUMNS.join(", ")}) FROM STDIN`, copyText);
  const [, queueId = "", partition = "0", position = "0"] = POSITIONED_TOKEN.exec(token) ?? [];
  if (queueId !== "") await client.query(ADD_POSITION, [queueId, partition, position]);
  await addFigures(client, figures, { partition, shard });
}

async function addFigures(
  client: ClientBase,
  { days, paths, users, hours }: BatchFigures,
  { partition, shard }: { partition: string; shard: number },
): Promise<void> {
  if (hours.pages.length > 0) {
    await client.query(ADD_HOURS, [hours.pages, hours.hours, hours.views, partition, shard]);
  }
  await client.query(ADD_PATHS, [paths.sites, paths.dates, paths.paths, paths.views, paths.events]);
  // Last: a site's day is the row that most writers want, and holding it makes them wait.
  await client.query(ADD_DAYS, [
    users.sites,
    users.dates,
    users.users,
    users.viewed,
    days.sites,
    days.dates,
    days.views,
    days.events,
  ]);
}

/** Those of the events that are not stored, told by site and id; an event's timestamp is the same in every attempt. */
export async function missingOf(client: ClientBase, events: readonly Event[]): Promise<readonly Event[]> {
  // The planner can't know how few rows each moment has, and would read whole months.
  await client.query(LOOK_UP.replaceAll("?", "off"));
  const { rows } = await client.query<[number, string]>({
    text: STORED_IDS,
    values: [
      events.map(({ siteId }) => siteId),
      events.map(({ timestamp }) => encodeInstant(timestamp)),
      events.map(({ id }) => id),
    ],
    rowMode: "array",
  });
  await client.query(LOOK_UP.replaceAll("?", "on"));
  const stored = new Set(rows.map(([siteId, id]) => `${siteId}:${id}`));
  return events.filter(({ siteId, id }) => !stored.has(`${siteId}:${id}`));
}
