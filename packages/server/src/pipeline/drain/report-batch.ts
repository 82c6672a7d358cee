import type { Event } from "../../domain/event/event.ts";
import type { BatchTrace } from "../../domain/trace/trace-facts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { WorkerMeter } from "../../ports/meter.ts";
import type { DeadLetter, Queue } from "../../ports/queue.ts";
import type { TraceSink } from "../../ports/trace.ts";
import type { Batch } from "./batch.ts";

export interface ReportDeps {
  readonly meter: WorkerMeter;
  /** Returns the events that the store keeps, and how many it leaves out for which reason. */
  readonly keep: (events: readonly Event[]) => {
    readonly events: readonly Event[];
    readonly ofGoneSites: number;
    readonly erased: number;
  };
  /** Called with the events of a settled batch. Must return at once and never throw. */
  readonly announceStored: (events: readonly Event[]) => void;
  readonly queue: Pick<Queue, "numbersAtPublish">;
  readonly trace: Pick<TraceSink, "batch" | "dead" | "event">;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long its stages took, in ms. */
export type BatchTimes = Pick<BatchTrace, "cutAt" | "cutMs" | "insertMs" | "settleMs">;

/** Counts and announces the outcome of a settled batch. `refused` are the rows that the store rejected. */
export function createReportBatch({ meter, keep, announceStored, queue, trace, clock, log }: ReportDeps) {
  function reportDead(events: number, reason: string | undefined): void {
    if (events === 0) return;
    meter.dead(events);
    log.error({ events, reason }, "events can't be stored: see `millrace dead list`");
  }

  function reportGone(events: number): void {
    if (events === 0) return;
    meter.dropped("deleted_site", events);
    log.info({ events }, "events of deleted or reset sites were left out");
  }

  function reportErased(events: number): void {
    if (events === 0) return;
    meter.dropped("erased", events);
    log.info({ events }, "events of an erased period or person were left out");
  }

  /** The edge could not say where its events are: without positions, nobody would find their batch. */
  function tracePlaces({ delivery: { partition }, events, sources }: Batch): void {
    for (const [at, { id, siteId, name, path: page, receivedAt }] of events.entries()) {
      const position = sources[at]?.position ?? 0;
      trace.event({ ...NO_STAGE, id, siteId, name, page, receivedAt, partition, position });
    }
  }

  return function reportBatch(batch: Batch, refused: readonly DeadLetter[], times: BatchTimes): void {
    const { events: kept, ofGoneSites, erased } = keep(storedOf(batch, refused));
    const dead = [...batch.dead, ...refused];
    meter.stored(kept.length);
    reportGone(ofGoneSites);
    reportErased(erased);
    meter.batch(batch.rows.count);
    if (Number.isFinite(batch.oldestAt)) meter.freshnessSeconds((clock.now() - batch.oldestAt) / 1000);
    reportDead(dead.length, dead[0]?.reason);
    announceStored(kept);
    for (const { partition, position } of dead) trace.dead({ partition, position, reason: NOT_STORED });
    if (!queue.numbersAtPublish) tracePlaces(batch);
    trace.batch({ ...batch.traced, followed: batch.followed, ...times });
  };
}

/** Not the store's own words, which may quote the event. */
const NOT_STORED = "it can't be stored: the dead letters have the reason";

const NO_STAGE = {
  outcome: "ok",
  reason: null,
  site: "",
  door: "",
  intakeMs: 0,
  queueMs: 0,
  followed: null,
} as const;

function storedOf({ events, sources }: Batch, refused: readonly DeadLetter[]): readonly Event[] {
  if (refused.length === 0) return events;
  const positions = new Set(refused.map(({ position }) => position));
  return events.filter((_event, index) => !positions.has(sources[index]?.position ?? 0));
}
