import { setTimeout as sleep } from "node:timers/promises";
import { type RedisConnection, RedisRefused } from "./connection.ts";

const POLL_MS = 50;
/** A rewrite of tens of GB takes minutes. What is not done by then is tried again by the next run of the job. */
const REWRITE_MS = 10 * 60_000;
const AT_WORK = ["aof_rewrite_in_progress", "aof_rewrite_scheduled", "rdb_bgsave_in_progress"];

/**
 * Has the server write its files anew from what is in its memory now, so that they hold nothing that was deleted.
 * The append-only file keeps every command until then, and a dump is as old as the last save.
 */
export async function rewriteFiles(connection: RedisConnection): Promise<void> {
  await perform(connection, "BGREWRITEAOF", "aof_last_bgrewrite_status");
  const save = await connection.send<string[]>(["CONFIG", "GET", "save"]);
  if (save[1]) await perform(connection, "BGSAVE", "rdb_last_bgsave_status");
}

/** Work that is under way began before the deletion: it ends first, and then ours begins. */
async function perform(connection: RedisConnection, command: string, status: string): Promise<void> {
  const deadline = performance.now() + REWRITE_MS;
  while (!(await isStarted(connection, command))) await untilIdle(connection, deadline);
  const facts = await untilIdle(connection, deadline);
  if (facts.get(status) !== "ok")
    throw connection.unavailable(`${command} failed, deleted salts may still be in its files: see its log`);
}

async function isStarted(connection: RedisConnection, command: string): Promise<boolean> {
  try {
    await connection.send([command]);
    return true;
  } catch (error) {
    if (error instanceof RedisRefused && /in progress|child process/.test(error.message)) return false;
    throw error;
  }
}

async function untilIdle(connection: RedisConnection, deadline: number): Promise<Map<string, string>> {
  for (;;) {
    const info = await connection.send<string>(["INFO", "persistence"]);
    const facts = new Map(info.split("\r\n").map((line) => line.split(":") as [string, string]));
    if (AT_WORK.every((name) => facts.get(name) !== "1")) return facts;
    if (performance.now() > deadline)
      throw connection.unavailable("its files are not rewritten yet, deleted salts may still be in them");
    await sleep(POLL_MS);
  }
}
