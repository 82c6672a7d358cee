import { type GoneEvents, openGoneEvents } from "../../../accounts/gone-events.ts";
import { moveEvents } from "../../../imports/move-events.ts";
import { createOneAtATime } from "../../../imports/one-at-a-time.ts";
import type { State } from "../../../ports/state.ts";
import { type Config, ConfigError, readConfig } from "../../config.ts";
import { COPY_LEASE, createLog, openStoreAt, withShared } from "../../open-drivers.ts";
import { type Progress, say, startProgress } from "../say.ts";
import { moveAccounts } from "./move-accounts.ts";

interface MoveFlags {
  readonly from?: string;
  readonly to?: string;
}

const ACCOUNTS = /^sqlite:/;

/** Copies the events of one store to another and checks that everything is there, or one accounts store to another. */
export async function move({ from, to }: MoveFlags): Promise<void> {
  if (from === undefined || to === undefined)
    throw new ConfigError(
      "--from and --to are required: millrace move --from chdb:./data/events --to clickhouse://… or postgres://…",
    );
  if (ACCOUNTS.test(from) || ACCOUNTS.test(to)) return moveAccounts(readConfig(), from, to);
  const config = readConfig();
  // An instance that writes to both stores meanwhile must know of this.
  return withShared(config, async ({ state, accounts }) => {
    const gone = await openGoneEvents({ accounts, log: createLog("warn") });
    await moveStore(config, { from, to, state, gone });
  });
}

async function moveStore(
  config: Config,
  { from, to, state, gone }: { from: string; to: string; state: State; gone: GoneEvents },
): Promise<void> {
  const source = await openStoreAt(config, from);
  const target = await openStoreAt(config, to);
  let progress: Progress | undefined;
  try {
    const { rows, missing } = await moveEvents({
      from: source,
      to: target,
      gone,
      oneAtATime: createOneAtATime(state, COPY_LEASE),
      onPlan: (total) => {
        progress = startProgress("Moving events", total);
      },
      onMoved: (moved) => progress?.advance(moved),
    });
    progress?.end();
    if (missing.length === 0)
      return say(`${rows} events of ${from} are in the new store; the counts of every day match.`);
    for (const { day, found } of missing.slice(0, 10))
      say(`site ${day.siteId}, ${day.date}: ${day.rows} events, ${found} of them in the new store`);
    say(`${missing.length} days lack events: run the command again, it continues where it stopped.`);
    process.exitCode = 1;
  } finally {
    progress?.end();
    await Promise.all([source.close(), target.close()]);
  }
}
