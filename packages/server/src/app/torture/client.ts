import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { NativeReply } from "@millrace/protocol";
import type { SentEvent } from "./ledger.ts";

const ATTEMPT_MS = 5000;
const RETRY_MS = 50;
const GIVE_UP_MS = 60_000;

export interface ClientOptions {
  readonly url: string;
  readonly site: string;
  readonly events: number;
  readonly random: () => number;
  /** Where every event is entered before it is sent. */
  readonly ledger: Map<string, SentEvent>;
  readonly pauseMs: number;
  /** Events in the largest request. */
  readonly largestBatch?: number;
  /** Share of answered requests that are sent again, 0 to 1. */
  readonly repeats?: number;
}

const REPEATS = 0.1;
const LARGEST_BATCH = 20;

/**
 * Sends events one by one and in batches, and repeats a request with the same ids until it is answered with
 * success, as a good client does. Now and then it repeats one that was answered. Throws when nobody answers for a minute.
 */
export async function runClient(options: ClientOptions): Promise<void> {
  const { events, random, ledger, pauseMs, repeats = REPEATS, largestBatch = LARGEST_BATCH } = options;
  for (let sent = 0; sent < events; ) {
    const size = random() < 0.7 ? 1 : 1 + Math.floor(random() * largestBatch);
    const batch = Array.from({ length: Math.min(size, events - sent) }, () => makeEvent(random));
    for (const event of batch) ledger.set(event.id, event);
    await sendUntilAcknowledged(options, batch);
    if (random() < repeats) await sendUntilAcknowledged(options, batch);
    sent += batch.length;
    if (pauseMs > 0) await sleep(random() * pauseMs);
  }
}

export function makeEvent(random: () => number): SentEvent {
  return {
    id: randomUUID(),
    name: random() < 0.8 ? "pageview" : "signup",
    path: `/page/${Math.floor(random() * 30)}`,
    timestamp: Date.now() - Math.floor(random() * 3_600_000),
    props: random() < 0.5 ? {} : { plan: "pro", note: "a'b\\c\n“d”" },
    user: `user ${Math.floor(random() * 50)}`,
    receipt: null,
  };
}

async function sendUntilAcknowledged(
  { url, site }: ClientOptions,
  batch: readonly SentEvent[],
): Promise<void> {
  const body = JSON.stringify(
    batch.map(({ id, name, path, timestamp, props, user }) => ({
      site,
      id,
      name,
      path,
      timestamp,
      props,
      user_id: user,
    })),
  );
  const deadline = Date.now() + GIVE_UP_MS;
  while (Date.now() < deadline) {
    const answer = await post(`${url}/api/v1/events`, body);
    if (answer?.status === 202) {
      const { dropped, receipt } = JSON.parse(answer.text) as NativeReply;
      if (dropped.length > 0) throw new Error(`the server dropped valid events: ${answer.text}`);
      for (const event of batch) event.receipt = receipt;
      return;
    }
    if (answer !== null && answer.status < 500) {
      throw new Error(`the server returned ${answer.status} for a valid request: ${answer.text}`);
    }
    await sleep(RETRY_MS);
  }
  throw new Error(`no successful reply within ${GIVE_UP_MS / 1000} s`);
}

/** Null when there was no reply. */
async function post(url: string, body: string): Promise<{ status: number; text: string } | null> {
  try {
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const reply = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
      signal,
    });
    return { status: reply.status, text: await reply.text() };
  } catch {
    return null;
  }
}
