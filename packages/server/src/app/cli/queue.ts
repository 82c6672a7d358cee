import { drainList } from "../../imports/drain-list.ts";
import { openLegacyList, openShared, openTakeIn } from "../compose.ts";
import { ConfigError, readConfig } from "../config.ts";
import { readLegacyEvent } from "./legacy-events.ts";
import { say, startProgress } from "./say.ts";

/** Moves the events that wait in another system's Redis list into this instance's queue. */
export async function drainQueue({ from }: { from?: string }): Promise<void> {
  if (from === undefined)
    throw new ConfigError(
      "name the list: millrace queue drain --from redis-list://host:6379?key=analytics:events",
    );
  const config = readConfig();
  const list = await openLegacyList(from);
  const shared = await openShared(config);
  try {
    const progress = startProgress("Moving", await list.waiting());
    const { accepted, refused, firstFault } = await drainList({
      list,
      takeIn: await openTakeIn(config, shared),
      clock: { now: () => Date.now() },
      read: readLegacyEvent,
      onBatch: (moved) => progress.advance(moved.accepted + moved.refused),
    });
    progress.end();
    say(`${accepted} events are in the queue.`);
    if (refused === 0) return;
    say(
      `${refused} items are no events of ours and are kept in the list <key>:millrace:refused; the first: ${firstFault}.`,
    );
    process.exitCode = 1;
  } finally {
    await list.close();
    await Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]);
  }
}
