import { setTimeout as sleep } from "node:timers/promises";
import { type RedisCaller, RedisRefused } from "./connection.ts";

const POLL_MS = 50;
/** A rewrite of tens of GB takes minutes. What is not done by then is tried again. */
const REWRITE_MS = 10 * 60_000;
const AT_WORK = ["aof_rewrite_in_progress", "aof_rewrite_scheduled", "rdb_bgsave_in_progress"];

/**
 * Has the server write its files anew from what is in its memory now, so that they hold nothing that was deleted.
 * The append-only file keeps every command until then, and a dump is as old as the last save.
 */
export async function rewriteFiles(redis: RedisCaller): Promise<void> {
  await perform(redis, "BGREWRITEAOF", "aof_last_bgrewrite_status");
  const save = await redis.send<string[]>(["CONFIG", "GET", "save"]);
  if (save[1]) await perform(redis, "BGSAVE", "rdb_last_bgsave_status");
}

/**
 * Resolves once the append-only file was written anew since the server started; does it where nobody has.
 *
 * A server that is killed in the middle of a write leaves part of a script's commands at the end of that file. Redis cuts
 * the last one off and not the MULTI before it: the next start after that would read the rest of them, and new commands,
 * which were acknowledged, as one transaction, and refuse those that meet what is left of the old ones
 * (https://github.com/valkey-io/valkey/pull/4342). A file written anew has no such end.
 */
export async function rewriteSinceStart(redis: RedisCaller): Promise<void> {
  const deadline = performance.now() + REWRITE_MS;
  try {
    let facts = await readFacts(redis);
    while (facts.get("aof_enabled") === "1" && !isRewritten(facts)) {
      const isOurs = await isStarted(redis, "BGREWRITEAOF");
      facts = await untilIdle(redis, deadline);
      if (isOurs && !isRewritten(facts)) throw redis.unavailable("BGREWRITEAOF failed: see the log of Redis");
    }
  } catch (error) {
    if (!(error instanceof RedisRefused)) throw error;
    throw redis.unavailable(
      "Redis does not allow rewriting its append-only file: grant the user INFO and BGREWRITEAOF, or add ?unchecked=1 to the URL",
      error,
    );
  }
}

function isRewritten(facts: ReadonlyMap<string, string>): boolean {
  return facts.get("aof_last_rewrite_time_sec") !== "-1" && facts.get("aof_last_bgrewrite_status") === "ok";
}

/** Work that is under way may have begun too early: it ends first, and then ours begins. */
async function perform(redis: RedisCaller, command: string, status: string): Promise<void> {
  const deadline = performance.now() + REWRITE_MS;
  while (!(await isStarted(redis, command))) await untilIdle(redis, deadline);
  const facts = await untilIdle(redis, deadline);
  if (facts.get(status) !== "ok") throw redis.unavailable(`${command} failed: see the log of Redis`);
}

async function isStarted(redis: RedisCaller, command: string): Promise<boolean> {
  try {
    await redis.send([command]);
    return true;
  } catch (error) {
    if (error instanceof RedisRefused && /in progress|child process/.test(error.message)) return false;
    throw error;
  }
}

async function untilIdle(redis: RedisCaller, deadline: number): Promise<ReadonlyMap<string, string>> {
  for (;;) {
    const facts = await readFacts(redis);
    if (AT_WORK.every((name) => facts.get(name) !== "1")) return facts;
    if (performance.now() > deadline)
      throw redis.unavailable("the rewrite of its files did not finish within 10 minutes");
    await sleep(POLL_MS);
  }
}

async function readFacts(redis: RedisCaller): Promise<ReadonlyMap<string, string>> {
  const info = await redis.send<string>(["INFO", "persistence"]);
  return new Map(info.split("\r\n").map((line) => line.split(":") as [string, string]));
}
