import type { TraceStage } from "@millrace/protocol";
import type { PositionRange } from "../../domain/event/receipt.ts";
import { SECOND } from "../../domain/time.ts";
import { localDate } from "../../domain/time-zone/zoned-time.ts";
import {
  EVENT_RECORD_BYTES,
  readEventRecord,
  recordsInRange,
  recordsOfEvent,
  writeEventRecord,
} from "../../domain/trace/event-record.ts";
import type {
  BatchTrace,
  CutTrace,
  EventTrace,
  SealTrace,
  TracedRange,
} from "../../domain/trace/trace-facts.ts";
import {
  decodeTrace,
  type SiteLine,
  TRACE_FOUND_TOPIC,
  TRACE_LINES_TOPIC,
  TRACE_WANTED_TOPIC,
  TRACE_WATCHED_TOPIC,
  type TracedPlace,
  type TraceFound,
  type TraceNews,
  type TraceWanted,
} from "../../domain/trace/trace-news.ts";
import {
  cutSentence,
  decodeNotes,
  encodeNote,
  type NotedBatch,
  SITES_NAMED,
  type TraceNote,
} from "../../domain/trace/trace-note.ts";
import type { Clock } from "../../ports/clock.ts";
import { type LiveBus, MAX_MESSAGE_BYTES } from "../../ports/live-bus.ts";
import type { Log } from "../../ports/log.ts";
import type { TraceRing, TraceSink } from "../../ports/trace.ts";
import { listen } from "../listen.ts";
import { StageCounts } from "./stage-counts.ts";
import { linesOfEvent, linesOfNote } from "./to-lines.ts";

const FLUSH_MS = SECOND / 4;
/** Events that are recorded between two flushes; of more, the rest is not recorded. */
const MOST_PENDING = 8192;
const MOST_NOTES = 500;
/** Of each process, so that a browser can follow. */
const LINES_A_SECOND = 1000;
const LINES_A_FLUSH = (LINES_A_SECOND * FLUSH_MS) / SECOND;
/** A watcher that says nothing for as long is gone. */
const WATCHED_MS = 6 * SECOND;
const MOST_ASKED = 32;
/** Lines of one reply: of a receipt that names many events, the first. */
const MOST_FOUND = 200;

export interface TraceRecorderDeps {
  /** As the process reports name it. */
  readonly process: string;
  /** Epoch ms, likewise: names come again where process ids do, as in containers. */
  readonly startedAt: number;
  readonly events: TraceRing;
  readonly notes: TraceRing;
  readonly bus: Pick<LiveBus, "publish" | "subscribe">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Records what happens to events in this process, a moment of memory at a time: four times a second it goes to the rings
 * on disk, and as lines to the terminals, if somebody watches. Answers those who look for one event.
 */
export class TraceRecorder implements TraceSink {
  readonly #deps: TraceRecorderDeps;
  /** One is filled while the other is written. */
  #filling = Buffer.alloc(MOST_PENDING * EVENT_RECORD_BYTES);
  #spare = Buffer.alloc(MOST_PENDING * EVENT_RECORD_BYTES);
  #used = 0;
  #notes: TraceNote[] = [];
  /** The batch of each partition that is not settled yet. */
  readonly #underWay = new Map<number, TraceNote>();
  #leftOut = 0;
  #watchedUntil = 0;
  /** Null: all. */
  #watchedSites: ReadonlySet<number> | null = new Set();
  /** Questions that are not answered yet. */
  #asked = 0;
  #answering = Promise.resolve();
  #isFlushing = false;
  #hasWarned = false;
  readonly #timer: NodeJS.Timeout;
  readonly #listening: readonly (() => Promise<void>)[];

  constructor(deps: TraceRecorderDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.#flush(), FLUSH_MS).unref();
    this.#listening = [
      listen(deps, TRACE_WATCHED_TOPIC, (message) => this.#watched(message)),
      listen(deps, TRACE_WANTED_TOPIC, (message) => this.#answerInTurn(message)),
    ];
  }

  /** It records every event, and makes no spans. */
  follow(): null {
    return null;
  }

  event(trace: EventTrace): void {
    if (this.#used === this.#filling.length) return;
    writeEventRecord(this.#filling, this.#used, trace);
    this.#used += EVENT_RECORD_BYTES;
  }

  cut({ cutAt: at, cutMs, ...range }: CutTrace): void {
    const note = { kind: "batch", at, cutMs, insertMs: null, settleMs: null, ...noteRange(range) } as const;
    this.#underWay.set(range.partition, note);
  }

  batch({ cutAt: at, cutMs, insertMs, settleMs, ...range }: BatchTrace): void {
    this.#underWay.delete(range.partition);
    this.#note({ kind: "batch", at, cutMs, insertMs, settleMs, ...noteRange(range) });
  }

  dead({ partition, position, reason }: { partition: number; position: number; reason: string }): void {
    this.#note({
      kind: "dead",
      at: this.#deps.clock.now(),
      partition,
      position,
      reason: cutSentence(reason),
    });
  }

  refused(door: string, status: number, error: string): void {
    this.#note({ kind: "refused", at: this.#deps.clock.now(), door, status, error: cutSentence(error) });
  }

  failed(stage: TraceStage, error: string, range?: TracedRange): void {
    const batch = range === undefined ? null : noteRange(range);
    this.#note({ kind: "failed", at: this.#deps.clock.now(), stage, error: cutSentence(error), batch });
  }

  sealed({ siteIds, ...trace }: SealTrace): void {
    const at = this.#deps.clock.now();
    for (let from = 0; from < siteIds.length; from += SITES_NAMED)
      this.#note({ kind: "seal", at, siteIds: siteIds.slice(from, from + SITES_NAMED), ...trace });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#listening.map((stop) => stop()));
    await this.#answering;
    while (this.#isFlushing) await new Promise((resolve) => setTimeout(resolve, 5));
    await this.#flush();
    await Promise.all([this.#deps.events.close(), this.#deps.notes.close()]);
  }

  #note(note: TraceNote): void {
    if (this.#notes.length < MOST_NOTES) this.#notes.push(note);
    else this.#leftOut += 1;
  }

  #watched(message: string): void {
    const now = this.#deps.clock.now();
    const { sites } = decodeTrace<{ sites: number[] | [null] }>(message, "sites") ?? { sites: [] };
    const areAll = sites[0] === null;
    const known = now < this.#watchedUntil ? this.#watchedSites : new Set<number>();
    // Several may watch: as much as they want together.
    this.#watchedSites = areAll || known === null ? null : new Set([...known, ...(sites as number[])]);
    this.#watchedUntil = now + WATCHED_MS;
  }

  async #flush(): Promise<void> {
    if (this.#isFlushing || (this.#used === 0 && this.#notes.length === 0)) return;
    this.#isFlushing = true;
    const events = this.#filling.subarray(0, this.#used);
    [this.#filling, this.#spare] = [this.#spare, this.#filling];
    this.#used = 0;
    const notes = this.#notes;
    this.#notes = [];
    try {
      if (this.#deps.clock.now() < this.#watchedUntil) await this.#publish(events, notes);
      await this.#write(events, notes);
    } finally {
      this.#isFlushing = false;
    }
  }

  async #write(events: Buffer, notes: readonly TraceNote[]): Promise<void> {
    try {
      if (events.length > 0) await this.#deps.events.append(events);
      const encoded = notes.map(encodeNote).filter((note) => note !== null);
      if (encoded.length > 0) await this.#deps.notes.append(Buffer.concat(encoded));
      this.#hasWarned = false;
    } catch (error) {
      if (!this.#hasWarned)
        this.#deps.log.warn(
          { error: (error as Error).message },
          "could not write traces: events are not affected",
        );
      this.#hasWarned = true;
    }
  }

  /** What is rare goes first: of many events' lines, those at the end are left out. */
  async #publish(events: Buffer, notes: readonly TraceNote[]): Promise<void> {
    const stages = new StageCounts();
    for (const note of notes) stages.addNote(note);
    const { process, events: eventRing, notes: noteRing } = this.#deps;
    const lines = notes
      .flatMap((note, index) => linesOfNote(note, { process, number: noteRing.next + index }))
      .filter((line) => this.#isWanted(line));
    const leftOut = new Map(this.#leftOut > 0 ? [[0, this.#leftOut]] : []);
    this.#leftOut = 0;
    for (let at = 0; at < events.length; at += EVENT_RECORD_BYTES) {
      const trace = readEventRecord(events, at);
      if (trace === null) continue;
      stages.addEvent(trace);
      const number = eventRing.next + at / EVENT_RECORD_BYTES;
      const own = linesOfEvent(trace, { process, number }).filter((line) => this.#isWanted(line));
      if (lines.length + own.length <= LINES_A_FLUSH) lines.push(...own);
      else leftOut.set(trace.siteId, (leftOut.get(trace.siteId) ?? 0) + own.length);
    }
    try {
      const say = (news: TraceNews) => this.#deps.bus.publish(TRACE_LINES_TOPIC, JSON.stringify(news));
      for (const some of partsOf(lines)) await say({ process, lines: some, leftOut: [], stages: [] });
      // Of very many sites the rest is counted together, so that the message fits.
      await say({ process, lines: [], leftOut: largestOf(leftOut), stages: stages.all() });
    } catch (error) {
      this.#deps.log.debug({ error: (error as Error).message }, "could not publish traces to terminals");
    }
  }

  #isWanted({ sites }: SiteLine): boolean {
    const wanted = this.#watchedSites;
    return wanted === null || sites.some(([siteId]) => wanted.has(siteId));
  }

  /** One at a time, since each reads whole files. Of many, those that wait too long are not worth an answer. */
  #answerInTurn(message: string): void {
    const wanted = decodeTrace<TraceWanted>(message, "ranges");
    if (wanted === null || this.#asked >= MOST_ASKED) return;
    this.#asked += 1;
    this.#answering = this.#answering.then(async () => {
      await this.#answer(wanted);
      this.#asked -= 1;
    });
  }

  async #answer(wanted: TraceWanted): Promise<void> {
    const { process, startedAt, bus, log } = this.#deps;
    try {
      const { lines, places } = await this.#find(wanted);
      const say = (news: Omit<TraceFound, "request" | "process" | "startedAt">) => {
        const found: TraceFound = { request: wanted.request, process, startedAt, ...news };
        return bus.publish(TRACE_FOUND_TOPIC, JSON.stringify(found));
      };
      for (const some of partsOf(lines)) await say({ lines: some, places: [], isLast: false });
      await say({ lines: [], places, isLast: true });
    } catch (error) {
      log.debug({ error: (error as Error).message }, "could not look for a trace");
    }
  }

  async #find(wanted: TraceWanted): Promise<Pick<TraceFound, "lines" | "places">> {
    await this.#flush();
    const { events, notes, process } = this.#deps;
    const traces = await this.#findEvents(wanted);
    const places: TracedPlace[] = traces.map(
      ({ trace: { siteId, partition, position, receivedAt: at } }) => ({ siteId, partition, position, at }),
    );
    const ofRing = (ring: TraceRing, number: number) => ({ process: ring.writerOf(number), number });
    const underWay = [...this.#underWay.values()].filter((note) => isAbout(note, wanted.ranges, []));
    const lines = [
      ...traces.flatMap(({ trace, number }) => linesOfEvent(trace, ofRing(events, number))),
      ...(await this.#findNotes(wanted)).flatMap(({ note, number }) =>
        linesOfNote(note, ofRing(notes, number)),
      ),
      ...underWay.flatMap((note) => linesOfNote(note, { process, number: 0 })),
    ];
    return { lines: lines.slice(0, MOST_FOUND), places };
  }

  async #findEvents({ id, ranges }: TraceWanted): Promise<{ trace: EventTrace; number: number }[]> {
    const found: { trace: EventTrace; number: number }[] = [];
    await this.#deps.events.scan((records, first) => {
      const offsets = [
        ...(id === null ? [] : recordsOfEvent(records, id)),
        ...ranges.flatMap(({ partition, first, last }) => recordsInRange(records, partition, first, last)),
      ];
      for (const at of new Set(offsets)) {
        const trace = readEventRecord(records, at);
        const number = first + at / EVENT_RECORD_BYTES;
        if (trace !== null && found.length < MOST_FOUND) found.push({ trace, number });
      }
    });
    return found;
  }

  async #findNotes({ ranges, days }: TraceWanted): Promise<{ note: TraceNote; number: number }[]> {
    const found: { note: TraceNote; number: number }[] = [];
    // Most questions for an id have neither: those come with the second one.
    if (ranges.length === 0 && days.length === 0) return found;
    await this.#deps.notes.scan((records, first) => {
      for (const { note, index } of decodeNotes(records))
        if (found.length < MOST_FOUND && isAbout(note, ranges, days))
          found.push({ note, number: first + index });
    });
    return found;
  }
}

/** Whether a note is about events at some positions, or about a day of theirs. */
function isAbout(note: TraceNote, ranges: readonly PositionRange[], days: TraceWanted["days"]): boolean {
  const isIn = ({ partition, first, last }: PositionRange) =>
    ranges.some((one) => one.partition === partition && one.first <= last && one.last >= first);
  switch (note.kind) {
    case "batch":
      return isIn(note);
    case "failed":
      return note.batch !== null && isIn(note.batch);
    case "dead":
      return isIn({ partition: note.partition, first: note.position, last: note.position });
    case "seal":
      return days.some(({ siteId, at }) => {
        const day = localDate(note.zone, at);
        return note.siteIds.includes(siteId) && note.firstDay <= day && day <= note.lastDay;
      });
    default:
      return false;
  }
}

function noteRange({ partition, first, last, rows, sites }: TracedRange): NotedBatch {
  const largest = [...sites].sort((a, b) => b[1] - a[1]).slice(0, SITES_NAMED);
  return { partition, first, last, rows, sites: largest };
}

const MOST_SITES = 1000;

/** Returns the largest counts, and the sum of the others under 0. */
function largestOf(counts: ReadonlyMap<number, number>): (readonly [number, number])[] {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const rest = sorted.slice(MOST_SITES).reduce((sum, [, count]) => sum + count, 0);
  return rest === 0 ? sorted : [...sorted.slice(0, MOST_SITES), [0, rest]];
}

/** Leaves room for what surrounds the lines in a message. */
const LINES_BYTES = MAX_MESSAGE_BYTES - 4096;

/** Returns parts of lines that fit into a message. */
function partsOf(lines: readonly SiteLine[]): SiteLine[][] {
  const parts: SiteLine[][] = [];
  let bytes = LINES_BYTES;
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line)) + 1;
    if (bytes + size > LINES_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(line);
    bytes += size;
  }
  return parts;
}
