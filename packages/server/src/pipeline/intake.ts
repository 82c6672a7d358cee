import type { DropReason } from "@millrace/protocol";
import { QueueBroken } from "../domain/errors.ts";
import { canonicalEventId } from "../domain/event/event-id.ts";
import { partitionOf } from "../domain/event/partition.ts";
import type { Payload, Sender } from "../domain/event/payload.ts";
import { OK, type Step } from "../domain/event/step.ts";
import { VISIT_GAP_MS } from "../domain/event/visit.ts";
import { cleanPath } from "../domain/page/page-url.ts";
import type { Site } from "../domain/site/site.ts";
import { addDays, createLocalDays } from "../domain/time-zone/zoned-time.ts";
import type { EventTrace, FollowedEvent } from "../domain/trace/trace-facts.ts";
import type { Agents } from "../ports/agents.ts";
import type { PassCrashPoint } from "../ports/crash-points.ts";
import type { Geo } from "../ports/geo.ts";
import type { EdgeMeter } from "../ports/meter.ts";
import type { Accepted, Outgoing, Queue } from "../ports/queue.ts";
import type { TraceSink } from "../ports/trace.ts";
import { assignId } from "./steps/assign-id.ts";
import { cleanPageUrl } from "./steps/clean-page-url.ts";
import { cleanReferrerUrl } from "./steps/clean-referrer-url.ts";
import { createDropBots } from "./steps/drop-bots.ts";
import { createDropDataCenters } from "./steps/drop-data-centers.ts";
import { dropExcludedAddresses } from "./steps/drop-excluded-addresses.ts";
import { dropExcludedPages } from "./steps/drop-excluded-pages.ts";
import { dropSpamReferrers } from "./steps/drop-spam-referrers.ts";
import { dropUnauthorized } from "./steps/drop-unauthorized.ts";
import { dropWrongDomains } from "./steps/drop-wrong-domains.ts";
import { createIdentifyVisitor } from "./steps/identify-visitor.ts";
import { createPutAgent } from "./steps/put-agent.ts";
import { createPutPlace } from "./steps/put-place.ts";
import { createRecallVisitor } from "./steps/recall-visitor.ts";
import { settleTimestamp } from "./steps/settle-timestamp.ts";
import { toEnvelope } from "./steps/to-envelope.ts";
import { type Intake, newIntake } from "./subject.ts";
import { createYield } from "./yield.ts";

/** The cached site directory and salts. They return synchronously for all but the first event of a site or date. */
interface Sites {
  /** Returns the site of that name, creating it if allowed; null when it is not allowed. */
  findForEvent(name: string): Site | null | Promise<Site | null>;
  /** Returns what to do so that events of a name without a site count. */
  hintFor(name: string): string;
}
interface Salts {
  saltOf(date: string): Buffer | Promise<Buffer>;
}

export interface IntakeDeps {
  readonly queue: Queue;
  readonly sites: Sites;
  readonly salts: Salts;
  readonly geo: Geo;
  readonly agents: Agents;
  readonly isBot: (userAgent: string) => boolean;
  readonly isDataCenter: (ip: string) => boolean;
  readonly partitions: number;
  readonly meter: EdgeMeter;
  readonly trace: Pick<TraceSink, "follow" | "event" | "failed">;
  readonly passCrashPoint: PassCrashPoint;
  /** Called when the queue's disk failed: nothing may be acknowledged any more. */
  readonly onBroken: (error: QueueBroken) => void;
}

/** The outcome of one event of a request. */
export type IntakeResult =
  | { readonly id: string; readonly dropped: DropReason; readonly hint?: string }
  | {
      readonly id: string;
      readonly dropped: null;
      readonly accepted: Accepted;
      readonly siteId: number;
      readonly visitorId: string;
      /** Path of the page, as it is stored. */
      readonly page: string;
    };

/**
 * Takes a request's events to the queue. Resolves once every event that is not dropped is stored there durably. The
 * order of an event at the edge: limits, parse and validate (in its door, http/), then site and salt, then the steps
 * below. Address and User-Agent end here. Throws like Queue.publish.
 */
export type TakeIn = (payloads: readonly Payload[], sender: Sender) => Promise<readonly IntakeResult[]>;

/** Whose event it would be, and of which page. */
export interface Located {
  readonly siteId: number;
  readonly visitorId: string;
  readonly page: string;
}

/**
 * Resolves with where an event would belong, without taking it to the queue; with null if it would be dropped. Throws
 * AccountsUnavailable and StateUnavailable.
 */
export type Locate = (payload: Payload, sender: Sender) => Promise<Located | null>;

export function createLocate(deps: Omit<IntakeDeps, "queue" | "meter" | "trace">): Locate {
  const prepare = createPrepare(deps);
  const dropReasonOf = createDropReasonOf(deps);
  return async function locate(payload, sender) {
    const intake = await prepare(payload, sender);
    if (intake === null || dropReasonOf(intake) !== null) return null;
    return { siteId: intake.site.id, visitorId: intake.visitorId, page: intake.path };
  };
}

export function createIntake(deps: IntakeDeps): TakeIn {
  const { queue, sites, meter, trace, passCrashPoint } = deps;
  const prepare = createPrepare(deps);
  const dropReasonOf = createDropReasonOf(deps);

  return async function takeIn(payloads, sender) {
    meter.received(payloads.length);
    const startedAt = performance.now();
    const outcomes: Outcome[] = [];
    const batch: Outgoing[] = [];
    let example: FollowedEvent | null = null;
    const yieldIfDue = createYield();
    for (const payload of payloads) {
      const turn = yieldIfDue();
      if (turn !== null) await turn;
      const prepared = prepare(payload, sender);
      const intake = prepared instanceof Promise ? await prepared : prepared;
      const dropped = intake === null ? "unknown_site" : dropReasonOf(intake);
      if (intake === null || dropped !== null) {
        meter.dropped(dropped ?? "unknown_site");
        const followed = trace.follow(intake?.id ?? "", sender.traceparent);
        outcomes.push({ payload, intake, dropped: dropped ?? "unknown_site", outgoing: -1, followed });
        continue;
      }
      const followed = trace.follow(intake.id, sender.traceparent);
      example ??= followed;
      outcomes.push({ payload, intake, dropped: null, outgoing: batch.length, followed });
      const envelope = toEnvelope(intake);
      const key = payload.actor === "nobody" ? payload.path : intake.visitorId;
      batch.push({
        partition: partitionOf(intake.site.id, key, deps.partitions),
        envelope: followed === null ? envelope : { ...envelope, traceparent: followed.traceparent },
        freshId: payload.id === null,
      });
    }
    const queuedFrom = performance.now();
    const intakeMs = queuedFrom - startedAt;
    meter.intakeSeconds(intakeMs / 1000, example);
    const accepted = await append(batch, example);
    const queueMs = performance.now() - queuedFrom;
    return outcomes.map((outcome) => {
      const place = accepted[outcome.outgoing] ?? null;
      trace.event(toTrace(outcome, sender, place, intakeMs, queueMs));
      return toResult(outcome, place, sites);
    });
  };

  async function append(
    batch: readonly Outgoing[],
    example: FollowedEvent | null,
  ): Promise<readonly Accepted[]> {
    if (batch.length === 0) return [];
    passCrashPoint("edge:before-append");
    const startedAt = performance.now();
    const accepted = await queue.publish(batch).catch((error) => {
      if (error instanceof QueueBroken) deps.onBroken(error);
      trace.failed("queue", (error as Error).message);
      throw error;
    });
    meter.appendSeconds((performance.now() - startedAt) / 1000, example);
    passCrashPoint("edge:after-append");
    let duplicates = 0;
    for (const { duplicate } of accepted) if (duplicate) duplicates += 1;
    meter.accepted(accepted.length - duplicates);
    if (duplicates > 0) meter.duplicates(duplicates);
    return accepted;
  }
}

/** What became of one event of a request. */
interface Outcome {
  readonly payload: Payload;
  /** Null: there is no such site. */
  readonly intake: Intake | null;
  readonly dropped: DropReason | null;
  /** Its index among those that go to the queue. */
  readonly outgoing: number;
  readonly followed: FollowedEvent | null;
}

function toResult({ payload, intake, dropped }: Outcome, place: Accepted | null, sites: Sites): IntakeResult {
  if (intake === null) {
    return { id: payload.id ?? "", dropped: "unknown_site", hint: sites.hintFor(payload.site) };
  }
  const { id, site, visitorId, path: page } = intake;
  if (dropped !== null || place === null) return { id, dropped: dropped ?? "unknown_site" };
  return { id, dropped: null, accepted: place, siteId: site.id, visitorId, page };
}

function toTrace(
  { payload, intake, dropped, followed }: Outcome,
  { door, receivedAt }: Sender,
  place: Accepted | null,
  intakeMs: number,
  queueMs: number,
): EventTrace {
  return {
    outcome: dropped !== null ? "dropped" : place?.duplicate === true ? "duplicate" : "ok",
    reason: dropped,
    id: intake?.id ?? (payload.id === null ? "" : canonicalEventId(payload.id)),
    siteId: intake?.site.id ?? 0,
    site: payload.site,
    name: payload.name,
    // The step that cleans the path may come after the one that dropped the event.
    page: intake?.path || cleanPath((payload.path || payload.url?.pathname || "").split(/[?#]/, 1)[0] ?? ""),
    door,
    receivedAt,
    intakeMs,
    queueMs,
    partition: place?.partition ?? 0,
    position: place?.position ?? 0,
    followed,
  };
}

type StepDeps = Pick<IntakeDeps, "isBot" | "isDataCenter" | "agents" | "geo">;

/** Runs the steps until one drops the event. */
function createDropReasonOf(deps: StepDeps): (intake: Intake) => DropReason | null {
  const steps = createSteps(deps);
  return function dropReasonOf(intake) {
    for (const step of steps) {
      const result = step(intake);
      if (result !== OK) return result.drop;
    }
    return null;
  };
}

/** Returns the steps of an event at the edge, in order. */
const createSteps = (deps: StepDeps): readonly Step<Intake>[] => [
  assignId,
  settleTimestamp,
  dropUnauthorized,
  dropExcludedAddresses,
  createIdentifyVisitor(),
  createRecallVisitor(),
  createDropBots({ isBot: deps.isBot }),
  createDropDataCenters({ isDataCenter: deps.isDataCenter }),
  cleanPageUrl,
  dropWrongDomains,
  dropExcludedPages,
  dropSpamReferrers,
  cleanReferrerUrl,
  createPutAgent({ agents: deps.agents }),
  createPutPlace({ geo: deps.geo }),
];

/** Prepares an event for the steps: its site, its salts. Waits only for the first event of a site or date. */
function createPrepare({ sites, salts }: Pick<IntakeDeps, "sites" | "salts">) {
  const dayIn = createLocalDays();

  function salted(payload: Payload, sender: Sender, site: Site): Intake | Promise<Intake> {
    const { date, from } = dayIn(site.timezone, sender.receivedAt);
    const salt = salts.saltOf(date);
    // A visit may have begun before midnight, under the salt of that date.
    const previous = sender.receivedAt - from < VISIT_GAP_MS ? salts.saltOf(addDays(date, -1)) : null;
    if (!(salt instanceof Promise) && !(previous instanceof Promise)) {
      return newIntake(payload, sender, site, { salt, previous });
    }
    return Promise.all([salt, previous]).then(([salt, previous]) =>
      newIntake(payload, sender, site, { salt, previous }),
    );
  }

  return function prepare(payload: Payload, sender: Sender): Intake | null | Promise<Intake | null> {
    const site = sites.findForEvent(payload.site);
    if (site instanceof Promise) return site.then((found) => found && salted(payload, sender, found));
    return site && salted(payload, sender, site);
  };
}
