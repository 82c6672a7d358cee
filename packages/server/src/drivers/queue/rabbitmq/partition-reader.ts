import { QueueBroken } from "../../../domain/errors.ts";
import type { DeadLetter, Delivery, ReceiveOptions } from "../../../ports/queue.ts";
import { unavailable } from "./connection.ts";
import { countEnvelopes, decodeMessage, type Entry } from "./decode-message.ts";
import type { MessageNumbers } from "./numbers.ts";
import { OpenPositions, oldestOf } from "./open-positions.ts";
import { type RawMessage, Subscription, type SubscriptionOptions } from "./subscription.ts";

/** How often a receive that waits asks the broker how things are. */
const LOOK_MS = 1000;
/** How long a receive without a wait of its own stays when the broker says that messages are on their way. */
const ARRIVAL_MS = 2000;

export interface ReaderOptions extends Pick<SubscriptionOptions, "connection" | "target" | "partition"> {
  readonly numbers: MessageNumbers;
  /** Sends a message to see who gets it. */
  probe(): Promise<void>;
  /** How long the broker must have served us without a numbered message before it counts as lost. */
  readonly lostAfterMs: number;
}

/**
 * What the owner of a partition knows of it. A message passes through
 *
 *   unread (as it came) -> unnumbered (decoded) -> open (its positions are in the ledger) -> settled and acknowledged
 *
 * and may come again at any time, when a channel ends: it is known by its ids.
 */
export class PartitionReader {
  readonly #options: ReaderOptions;
  readonly #subscription: Subscription;
  #unread: RawMessage[] = [];
  #unnumbered: Entry[] = [];
  /** Copies of what is open, which are not counted as taken yet. */
  #copies = 0;
  #open: OpenPositions | null = null;
  #cursor = 1;
  #version = 0;
  #closed = false;
  readonly #waiters = new Set<() => void>();
  #turn: Promise<void> = Promise.resolve();
  /** Since when the broker has no more for us and no numbered message came. */
  #quietSince: number | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#subscription = new Subscription({
      ...options,
      onMessage: (message) => this.#arrived(message),
      onLost: () => this.#lost(),
    });
  }

  /** Throws QueueUnavailable when broker or ledger are away. */
  async receive({ max, waitMs, lingerMs, signal }: ReceiveOptions): Promise<Delivery | null> {
    await this.#subscription.up();
    if (!(await this.#untilAvailable(max, waitMs, signal))) return null;
    const lingerEnd = performance.now() + lingerMs;
    while (this.#inHand() < max && !this.#subscription.full && !signal.aborted && !this.#closed) {
      const leftMs = lingerEnd - performance.now();
      if (leftMs <= 0) break;
      await this.#change(this.#version, leftMs, signal);
    }
    await this.#fill(max);
    const { open } = this;
    const count = Math.min(max, open.available(this.#first));
    if (count === 0 || this.#closed) return null;
    const delivery = open.read(this.#options.partition, this.#first, this.#first + count - 1);
    this.#cursor = delivery.last + 1;
    return delivery;
  }

  /** Waits until the broker delivered the messages again. Throws QueueUnavailable when that takes too long. */
  async redeliver(first: number, last: number): Promise<Delivery> {
    const { partition, lostAfterMs } = this.#options;
    const deadline = performance.now() + lostAfterMs + 10_000;
    const never = new AbortController().signal;
    for (;;) {
      await this.#subscription.up();
      const version = this.#version;
      await this.#fill(0);
      this.#requireGiven(last);
      const from = Math.max(first, this.open.settled + 1);
      if (this.open.available(from) > last - from) break;
      if (performance.now() > deadline || this.#closed)
        throw unavailable(
          new Error(`messages ${first} to ${last} of partition ${partition} were not redelivered`),
        );
      await this.#notice();
      await this.#change(version, LOOK_MS, never);
    }
    this.#cursor = Math.max(this.#cursor, last + 1);
    return this.open.read(partition, first, last);
  }

  #requireGiven(last: number): void {
    if (last < this.open.free) return;
    throw new QueueBroken(
      `[queue:amqp] position ${last} of partition ${this.#options.partition} was never assigned: Redis lost data since the batch was created, restore it`,
    );
  }

  async settle(last: number, dead: readonly DeadLetter[]): Promise<void> {
    const { numbers, partition } = this.#options;
    // In turn with fills, so that what one of them loads is not older than this.
    await this.#inTurn(async () => {
      await numbers.settle(partition, last, this.#open?.readable(dead) ?? dead);
      for (const held of this.#open?.settle(last) ?? []) held.acknowledge();
    });
    this.#changed();
  }

  /** Envelopes that are here and have no position. */
  get unnumbered(): number {
    return this.#unnumbered.length + this.#unread.reduce((sum, message) => sum + countEnvelopes(message), 0);
  }

  oldestAt(): number | null {
    const here = oldestOf(this.#unnumbered.map(({ content }) => content));
    const open = this.#open?.oldestAt() ?? null;
    return here === null || open === null ? (here ?? open) : Math.min(here, open);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#changed();
    await this.#subscription.close();
  }

  /** Known once a fill has loaded it. */
  private get open(): OpenPositions {
    if (this.#open === null) throw new Error("[queue:amqp] positions are read before they are loaded");
    return this.#open;
  }

  get #first(): number {
    return Math.max(this.#cursor, this.open.settled + 1);
  }

  #inHand(): number {
    return this.open.available(this.#first) + this.unnumbered;
  }

  #arrived(message: RawMessage): void {
    message.held.add(message.tag, countEnvelopes(message));
    this.#unread.push(message);
    this.#changed();
  }

  /** What has no position yet comes again. What has one stays readable: its bytes are here and its id is known. */
  #lost(): void {
    this.#unread = [];
    this.#unnumbered = [];
    this.#quietSince = null;
    this.#changed();
  }

  async #untilAvailable(max: number, waitMs: number, signal: AbortSignal): Promise<boolean> {
    const startedAt = performance.now();
    for (;;) {
      const version = this.#version;
      await this.#fill(max);
      if (this.#closed) return false;
      if (this.open.available(this.#first) > 0) return true;
      if (signal.aborted) return false;
      const waitedMs = performance.now() - startedAt;
      if (waitedMs < waitMs) {
        await this.#change(version, Math.min(LOOK_MS, waitMs - waitedMs), signal);
        if (this.open.missing > 0) await this.#notice();
        continue;
      }
      const onTheirWay = await this.#notice();
      if (version !== this.#version) continue;
      if (!onTheirWay || waitedMs > waitMs + ARRIVAL_MS) return false;
      await this.#change(version, 50, signal);
    }
  }

  /** Looks at the broker: are messages on their way to us, are numbered ones lost, are the counts right? */
  async #notice(): Promise<boolean> {
    const version = this.#version;
    const ready = await this.#subscription.ready();
    const onTheirWay = ready > 0 || version !== this.#version || this.unnumbered > 0;
    if (this.open.missing === 0) {
      if (!onTheirWay) await this.#options.numbers.nothingWaits(this.#options.partition);
    } else if (ready === 0 || this.#subscription.full) await this.#doubtMissing();
    return onTheirWay;
  }

  /**
   * As long as another process may hold the missing messages nothing is lost. They are when the broker serves us and
   * has nothing more, or holds the rest back until we settle. What came back goes out before what is new, so other
   * messages that come say nothing for the missing.
   */
  async #doubtMissing(): Promise<void> {
    const { lostAfterMs, probe } = this.#options;
    // What is unread may be what is missing.
    await this.#fill(0);
    if (this.open.missing === 0) return;
    const now = performance.now();
    this.#quietSince ??= now;
    const { chosenAt } = this.#subscription;
    if (now - Math.max(this.#quietSince, chosenAt ?? 0) < lostAfterMs) return;
    if (chosenAt !== null) {
      this.open.giveUpMissing();
      return this.#changed();
    }
    this.#quietSince = null;
    // Another look, a while after it: by then it came to us or went to somebody else.
    await probe().catch(() => {});
  }

  /** Reads and numbers until `max` messages can be delivered or nothing is left. */
  #fill(max: number): Promise<void> {
    return this.#inTurn(() => this.#fillNow(max));
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #fillNow(max: number): Promise<void> {
    const { numbers, partition } = this.#options;
    if (this.#open === null) this.#open = new OpenPositions(await numbers.load(partition));
    this.#decode(max);
    await this.#countCopies();
    const wanted = max - this.open.available(this.#first);
    const batch = this.#unnumbered.splice(0, Math.max(0, wanted));
    if (batch.length === 0) return;
    let positions: readonly number[];
    try {
      positions = await this.#number(batch);
    } catch (error) {
      // Asking again is harmless: who has a position keeps it.
      this.#unnumbered = [...batch.filter(({ message }) => !message.held.lost), ...this.#unnumbered];
      throw error;
    }
    for (const [index, entry] of batch.entries()) this.open.place(entry, positions[index] ?? 0);
    for (const held of new Set(batch.map(({ message }) => message.held))) held.acknowledge();
  }

  /** For depth() alone: a ledger that takes nothing now, being full, gets it later. */
  async #countCopies(): Promise<void> {
    const copies = this.#copies;
    if (copies === 0) return;
    this.#copies = 0;
    await this.#options.numbers.countCopies(this.#options.partition, copies).catch(() => {
      this.#copies += copies;
    });
  }

  async #number(batch: readonly Entry[]): Promise<readonly number[]> {
    const { numbers, partition } = this.#options;
    const ids = batch.map(({ id, message }) => ({ id, redelivered: message.redelivered }));
    const { first, positions } = await numbers.number(partition, ids);
    // Somebody who owned the partition before us, and does not know that yet, gave positions too.
    if (first !== this.open.free) {
      this.open.renew(await numbers.load(partition));
      this.#quietSince = null;
    }
    return positions;
  }

  /** While numbered messages are missing everything is read, since any may be one of them. */
  #decode(max: number): void {
    let enough = max - this.open.available(this.#first) - this.#unnumbered.length;
    let read = 0;
    const { missing } = this.open;
    for (const message of this.#unread) {
      if (enough <= 0 && missing === 0) break;
      read += 1;
      const entries = decodeMessage(message);
      message.held.add(message.tag, entries.length);
      for (const entry of entries) {
        if (this.open.attach(entry)) {
          // What is handed out again was counted the first time.
          if (!message.redelivered) this.#copies += 1;
          continue;
        }
        this.#unnumbered.push(entry);
        enough -= 1;
      }
    }
    this.#unread.splice(0, read);
    if (this.open.missing < missing) this.#quietSince = null;
  }

  #changed(): void {
    this.#version += 1;
    for (const waiter of this.#waiters) waiter();
  }

  /** Resolves when something changed since `version`, or after ms. */
  async #change(version: number, ms: number, signal: AbortSignal): Promise<void> {
    if (version !== this.#version || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiters.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }
}
