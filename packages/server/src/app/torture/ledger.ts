import type { Event } from "../../domain/event/event.ts";
import type { DeadLetter } from "../../ports/queue.ts";

/** An event as its sender knows it. */
export interface SentEvent {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly props: Readonly<Record<string, string>>;
  /** So that events come from several visitors, whom several partitions serve. */
  readonly user: string;
  /** The one that came back with success, for this event and those sent with it; null until then. */
  receipt: string | null;
}

/** The five counts that say whether the promise held, and what they were counted from. */
export interface Ledger {
  readonly sent: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly dead: number;
  /** Acknowledged, but neither stored nor a dead letter. */
  readonly lost: number;
  /** Stored more than once: surplus rows. */
  readonly doubled: number;
  /** Stored, but never sent. */
  readonly invented: number;
  /** Stored with another name, path, time or property than was sent. */
  readonly changed: number;
  /** Dead letters without a reason. */
  readonly unexplained: number;
  /** Some ids at fault, to look for. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** Compares what clients sent with what is stored. */
export function checkLedger(
  sent: ReadonlyMap<string, SentEvent>,
  stored: readonly Event[],
  dead: readonly DeadLetter[],
): Ledger {
  const copies = new Map<string, number>();
  const examples: string[] = [];
  const blame = (fault: string, id: string) => {
    if (examples.length < EXAMPLES) examples.push(`${fault} ${id}`);
    return 1;
  };
  let invented = 0;
  let changed = 0;
  let doubled = 0;
  for (const event of stored) {
    const seen = copies.get(event.id) ?? 0;
    copies.set(event.id, seen + 1);
    const original = sent.get(event.id);
    if (seen > 0) doubled += blame("doubled", event.id);
    else if (original === undefined) invented += blame("invented", event.id);
    else if (!sameFields(original, event)) changed += blame("changed", event.id);
  }
  const deadIds = new Set(dead.map(idOf));
  let lost = 0;
  let acknowledged = 0;
  for (const event of sent.values()) {
    if (event.receipt === null) continue;
    acknowledged += 1;
    if (!copies.has(event.id) && !deadIds.has(event.id)) {
      lost += blame(`lost (receipt ${event.receipt})`, event.id);
    }
  }
  const unexplained = dead.filter(({ reason }) => reason === "").length;
  return {
    sent: sent.size,
    acknowledged,
    stored: stored.length,
    dead: dead.length,
    lost,
    doubled,
    invented,
    changed,
    unexplained,
    examples,
  };
}

export function isClean({ lost, doubled, invented, changed, unexplained }: Ledger): boolean {
  return lost + doubled + invented + changed + unexplained === 0;
}

export function ledgerLine(ledger: Ledger): string {
  const { sent, acknowledged, stored, dead, lost, doubled, invented, changed, unexplained } = ledger;
  const counts = `lost ${lost}, doubled ${doubled}, invented ${invented}, changed ${changed}, unexplained ${unexplained}`;
  return `${counts} (sent ${sent}, acknowledged ${acknowledged}, stored ${stored}, dead ${dead})`;
}

function sameFields(original: SentEvent, event: Event): boolean {
  return (
    original.name === event.name &&
    original.path === event.path &&
    original.timestamp === event.timestamp &&
    JSON.stringify(sorted(original.props)) === JSON.stringify(sorted(event.props))
  );
}

function sorted(props: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1));
}

function idOf({ body, encoding }: DeadLetter): string {
  return encoding === "json" ? String((JSON.parse(body) as unknown[])[0]) : "";
}
