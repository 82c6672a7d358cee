import type { Accounts } from "../../ports/accounts.ts";
import type { Queue } from "../../ports/queue.ts";
import { ConfigError, readConfig } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { withShared } from "../open-drivers.ts";
import { say } from "./say.ts";

/** Dead letters are read and moved in the queue itself, whether or not an instance runs on it. */
const withQueue = <Result>(use: (queue: Queue, accounts: Accounts) => Promise<Result>): Promise<Result> =>
  withShared(readConfig(), ({ queue, accounts }) => use(queue, accounts));

export async function listDead({ limit }: { limit: number }): Promise<void> {
  const letters = await withQueue((queue) => queue.listDead({ limit: Number(limit) }));
  if (letters.length === 0) return say("No dead letters.");
  for (const { key, lastAt, attempts, reason, firstError, body, encoding } of letters) {
    say(`${key}  ${new Date(lastAt).toISOString()}  ${attempts} attempts  ${reason}`);
    if (firstError !== reason) say(`  first error: ${firstError}`);
    say(`  ${encoding === "json" ? body : `${body.slice(0, 200)} (base64: the bytes are not an event)`}`);
  }
}

export async function retryDead(keys: readonly string[], { all }: { all?: boolean }): Promise<void> {
  const retried = await withQueue(async (queue, accounts) => {
    const count = await queue.retryDead(await chosen(queue, keys, all));
    await noteCommand(accounts, { action: "dead letters replayed", details: { count } });
    return count;
  });
  say(`${retried} dead letter${retried === 1 ? "" : "s"} returned to the queue.`);
}

export async function purgeDead(keys: readonly string[], { all }: { all?: boolean }): Promise<void> {
  const purged = await withQueue(async (queue, accounts) => {
    const count = await queue.purgeDead(await chosen(queue, keys, all));
    await noteCommand(accounts, { action: "dead letters purged", details: { count } });
    return count;
  });
  say(`${purged} dead letter${purged === 1 ? "" : "s"} removed permanently.`);
}

async function chosen(queue: Queue, keys: readonly string[], all = false): Promise<readonly string[]> {
  if (!all && keys.length === 0)
    throw new ConfigError("name one or more keys from `millrace dead list`, or pass --all");
  if (!all) return keys;
  return (await queue.listDead({ limit: Number.MAX_SAFE_INTEGER })).map(({ key }) => key);
}
