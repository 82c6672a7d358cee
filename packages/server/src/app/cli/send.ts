import { setTimeout as sleep } from "node:timers/promises";
import type { NativeEvent, NativeReply, QueryReply, ReceiptReply } from "@millrace/protocol";
import { ConfigError } from "../config.ts";
import { say, startProgress } from "./say.ts";

interface SendFlags {
  readonly url: string;
  readonly site: string;
  readonly load?: number;
}

const BATCH = 100;
const AT_ONCE = 8;
const STORED_MS = 60_000;

/** A few events with their receipt and statistics, or many with the rate at which they were accepted and stored. */
export async function sendEvents({ url, site, load }: SendFlags): Promise<void> {
  const receipt = load === undefined ? await sendSamples(url, site) : await sendLoad(url, site, Number(load));
  await untilStored(url, receipt);
  say(`Stored. Today at ${site}:`);
  const reply = await post<QueryReply>(`${url}/api/v2/query`, {
    site_id: site,
    metrics: ["pageviews", "visitors", "events"],
    dimensions: ["event:page"],
    date_range: "day",
    pagination: { limit: 5 },
  });
  for (const { dimensions, metrics } of reply.results) {
    const [views, visitors, events] = metrics;
    say(`  ${dimensions[0]}  ${views} page views, ${visitors} visitors, ${events} events`);
  }
}

async function sendSamples(url: string, site: string): Promise<string> {
  const page = (path: string) => `https://${site}${path}`;
  const events: NativeEvent[] = [
    { site, url: page("/?utm_source=newsletter&utm_campaign=spring"), title: "Home" },
    { site, url: page("/pricing"), referrer: page("/") },
    { site, url: page("/docs"), referrer: "https://www.example.org/links" },
    { site, url: page("/pricing"), referrer: page("/docs") },
    { site, url: page("/pricing"), name: "signup", props: { plan: "pro" } },
  ];
  const reply = await post<NativeReply>(`${url}/api/v1/events`, events);
  say(`Sent ${events.length} events, ${reply.accepted} accepted; receipt ${reply.receipt}.`);
  return reply.receipt;
}

async function sendLoad(url: string, site: string, count: number): Promise<string> {
  if (!Number.isInteger(count) || count < 1)
    throw new ConfigError("--load must be a number of events, at least 1");
  const progress = startProgress("Sending", count);
  const startedAt = performance.now();
  let left = count;
  let receipt = "";
  async function sender(): Promise<void> {
    while (left > 0) {
      const size = Math.min(BATCH, left);
      left -= size;
      const events = Array.from({ length: size }, () => ({
        site,
        url: `https://${site}/load/${Math.floor(Math.random() * 50)}`,
      }));
      receipt = (await post<NativeReply>(`${url}/api/v1/events`, events)).receipt;
      progress.advance(size);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  progress.end();
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${count} events accepted in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)} per second, on disk before each reply.`,
  );
  return receipt;
}

async function untilStored(url: string, receipt: string): Promise<void> {
  const deadline = Date.now() + STORED_MS;
  while (Date.now() < deadline) {
    const reply = (await (await request(`${url}/api/v1/receipts/${receipt}`)).json()) as ReceiptReply;
    if (reply.status === "dropped") throw new ConfigError(`The events were dropped: ${reply.reason}.`);
    if (reply.status !== "queued") return;
    await sleep(50);
  }
  throw new ConfigError(
    "The events are in the queue, but were not stored within a minute: see the server's log.",
  );
}

async function post<Reply>(url: string, body: unknown): Promise<Reply> {
  const answer = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new ConfigError(`${url} returned ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Reply;
}

async function request(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new ConfigError(
      `No response from ${new URL(url).origin}: start Millrace with \`npm start\`, or set --url.`,
    );
  }
}
