import type { DeadLetter, Delivery, Message } from "../../../ports/queue.ts";
import type { Content, Entry } from "./decode-message.ts";
import type { PartitionNumbers } from "./numbers.ts";
import type { RawMessage } from "./subscription.ts";

/** A position that is given and not settled. */
interface Slot {
  readonly id: string;
  /** Null until its message came to this process. */
  content: Content | null;
  /** Copies of the message: all are acknowledged when the position is settled. */
  readonly messages: RawMessage[];
}

const LOST: Content = { corrupt: Buffer.alloc(0), fault: "the broker no longer has this message" };

/** The positions of a partition that are given and not settled, as far as this process knows. */
export class OpenPositions {
  #settled: number;
  #slots: Slot[] = [];
  #byId = new Map<string, Slot>();

  constructor({ settled, open }: PartitionNumbers) {
    this.#settled = settled;
    for (const id of open) this.#add(id);
  }

  get settled(): number {
    return this.#settled;
  }

  /** The position that the next id gets, unless somebody else numbers too. */
  get free(): number {
    return this.#settled + this.#slots.length + 1;
  }

  /** Takes over what the ledger says, and keeps the messages that are here. */
  renew({ settled, open }: PartitionNumbers): void {
    const before = this.#byId;
    this.#settled = settled;
    this.#slots = [];
    this.#byId = new Map();
    for (const id of open) this.#add(id, before.get(keyOf(id)));
  }

  /** Gives a message to the open position of its id. False when there is none. */
  attach(entry: Entry): boolean {
    const slot = this.#byId.get(keyOf(entry.id));
    if (slot === undefined) return false;
    slot.messages.push(entry.message);
    slot.content = joined(slot.content, entry.content);
    return true;
  }

  /** Gives a message the position that the ledger told. Any other than the next free one is open already or settled. */
  place(entry: Entry, position: number): void {
    if (position === this.free) this.#add(entry.id);
    if (position > this.free)
      throw new Error(`[queue:amqp] position ${position} was assigned, expected ${this.free}`);
    // Known and not open: an earlier copy is settled, or belongs to another partition.
    if (!this.attach(entry)) entry.message.held.done(entry.message.tag);
  }

  /** How many positions from `first` on have their messages here. */
  available(first: number): number {
    const from = Math.max(0, first - this.#settled - 1);
    let at = from;
    while (at < this.#slots.length && this.#slots[at]?.content !== null) at += 1;
    return at - from;
  }

  /** How many positions wait for their message. */
  get missing(): number {
    return this.#slots.reduce((sum, { content }) => sum + (content === null ? 1 : 0), 0);
  }

  /** From then on the missing are delivered as lost. */
  giveUpMissing(): void {
    for (const slot of this.#slots) slot.content ??= LOST;
  }

  /** Positions first to last, without what is settled. */
  read(partition: number, first: number, last: number): Delivery {
    const messages: Message[] = [];
    for (let position = Math.max(first, this.#settled + 1); position <= last; position++) {
      const content = this.#slots[position - this.#settled - 1]?.content;
      if (content) messages.push(messageAt(position, content));
    }
    return { partition, first, last, messages };
  }

  /** Letters about bytes that are an envelope after all get its JSON, so that they can be tried again. */
  readable(letters: readonly DeadLetter[]): readonly DeadLetter[] {
    return letters.map((letter) => {
      const content = this.#slots[letter.position - this.#settled - 1]?.content;
      if (letter.encoding === "json" || !content?.fields || !("corrupt" in content)) return letter;
      return { ...letter, body: JSON.stringify(content.fields), encoding: "json" };
    });
  }

  /** Returns the channels' shelves on which something is done now. */
  settle(last: number): Set<RawMessage["held"]> {
    const shelves = new Set<RawMessage["held"]>();
    for (const { id, messages } of this.#slots.splice(0, Math.max(0, last - this.#settled))) {
      this.#byId.delete(id);
      for (const { held, tag } of messages) {
        if (held.lost) continue;
        held.done(tag);
        shelves.add(held);
      }
    }
    this.#settled = Math.max(this.#settled, last);
    return shelves;
  }

  oldestAt(): number | null {
    return oldestOf(this.#slots.map(({ content }) => content));
  }

  #add(id: Buffer, known?: Slot): void {
    const slot = known ?? { id: keyOf(id), content: null, messages: [] };
    this.#slots.push(slot);
    this.#byId.set(slot.id, slot);
  }
}

/** Epoch ms at which the oldest was received, null when nothing tells. */
export function oldestOf(contents: readonly (Content | null)[]): number | null {
  let oldest: number | null = null;
  for (const content of contents) {
    const receivedAt = content?.fields?.[6];
    if (typeof receivedAt === "number" && (oldest === null || receivedAt < oldest)) oldest = receivedAt;
  }
  return oldest;
}

function keyOf(id: Buffer): string {
  return id.toString("latin1");
}

/** What was delivered stays as it was; a message that was thought lost still tells what its dead letter says. */
function joined(known: Content | null, now: Content): Content {
  if (known === null) return now;
  if (!("corrupt" in known) || known.fields || !now.fields) return known;
  return { ...known, fields: now.fields };
}

function messageAt(position: number, content: Content): Message {
  if (!("corrupt" in content)) return { position, fields: content.fields };
  return { position, corrupt: content.corrupt, fault: content.fault };
}
