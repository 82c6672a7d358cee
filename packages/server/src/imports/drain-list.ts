import type { Payload } from "../domain/event/payload.ts";
import type { TakeIn } from "../pipeline/intake.ts";
import type { Clock } from "../ports/clock.ts";
import type { LegacyList } from "../ports/legacy-list.ts";

const BATCH = 1000;

export interface DrainListDeps {
  readonly list: LegacyList;
  readonly takeIn: TakeIn;
  readonly clock: Clock;
  /** Reads an item; `place` tells it from an equal one elsewhere in the list. Throws when it is no event. */
  readonly read: (item: string, place: string) => Payload;
  readonly onBatch: (moved: { accepted: number; refused: number }) => void;
}

export interface Drained {
  accepted: number;
  refused: number;
  /** Why the first refused item was refused. */
  firstFault: string | null;
}

/**
 * Moves another system's list into the queue until it is empty. An item leaves the list only when its event is in the
 * queue for good, or is kept aside with the refused ones; after a crash the batch under way is taken again and its
 * events are known by their ids.
 */
export async function drainList({ list, takeIn, clock, read, onBatch }: DrainListDeps): Promise<Drained> {
  const drained: Drained = { accepted: 0, refused: 0, firstFault: null };
  for (let batch = await list.take(BATCH); batch !== null; batch = await list.take(BATCH)) {
    const refused: string[] = [];
    const refuse = (item: string, fault: string) => {
      refused.push(item);
      drained.firstFault ??= fault;
    };
    const events: { item: string; payload: Payload }[] = [];
    for (const [index, item] of batch.items.entries()) {
      try {
        events.push({ item, payload: read(item, `${batch.number}:${index}`) });
      } catch (error) {
        refuse(item, (error as Error).message);
      }
    }
    const sender = { ip: "", userAgent: "", receivedAt: clock.now(), origin: "", holder: null, door: "list" };
    const results = await takeIn(
      events.map(({ payload }) => payload),
      sender,
    );
    for (const [index, { dropped }] of results.entries())
      if (dropped !== null) refuse(events[index]?.item ?? "", `dropped: ${dropped}`);
    await list.done(batch, refused);
    const accepted = batch.items.length - refused.length;
    drained.accepted += accepted;
    drained.refused += refused.length;
    onBatch({ accepted, refused: refused.length });
  }
  return drained;
}
