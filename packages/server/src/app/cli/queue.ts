import { drainList } from "../../imports/drain-list.ts";
import { ConfigError, readConfig } from "../config.ts";
import { clock, openLegacyList, openTakeIn, withShared } from "../open-drivers.ts";
import { readLegacyEvent } from "./legacy-events.ts";
import { say, startProgress } from "./say.ts";

/** Moves the events that wait in another system's Redis list into this instance's queue. */
export async function drainQueue({ from }: { from?: string }): Promise<void> {
  if (from === undefined)
    throw new ConfigError(
      "--from is required: millrace queue drain --from redis-list://host:6379?key=analytics:events",
    );
  const config = readConfig();
  const list = await openLegacyList(from);
  try {
    const { accepted, refused, firstFault } = await withShared(config, async (shared) => {
      const progress = startProgress("Moving", await list.waiting());
      const drained = await drainList({
        list,
        takeIn: await openTakeIn(config, shared),
        clock,
        read: readLegacyEvent,
        onBatch: (moved) => progress.advance(moved.accepted + moved.refused),
      });
      progress.end();
      return drained;
    });
    say(`${accepted} events are in the queue.`);
    if (refused === 0) return;
    say(
      `${refused} items are not events and are kept in the list <key>:millrace:refused; the first: ${firstFault}.`,
    );
    process.exitCode = 1;
  } finally {
    await list.close();
  }
}
