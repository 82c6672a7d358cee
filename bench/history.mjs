import { EVENTS_PATH } from "./server-under-test.mjs";
import { createRandom, makeVisits, pathOf, SITE } from "./visits.mjs";

const AT_ONCE = 8;
const MOST_VIEWS = 7;
const SESSIONS_PER_REQUEST = 400;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** @typedef {Awaited<ReturnType<typeof import("./server-under-test.mjs").startMillrace>>} Server */

/**
 * Fills a server with sessions of the past, 1 to 7 page views each. Resolves when they are stored.
 * @param {Server} server
 * @param {{ events: number, days: number, asTrackers?: boolean }} options asTrackers: every session comes from its
 *   visitor's own address, which is how it is but takes long; otherwise many share a request, by user ids
 */
export async function fillWithHistory(server, { events, days, asTrackers = false }) {
  await fill(
    server,
    events,
    asTrackers ? 1 : SESSIONS_PER_REQUEST,
    (random) => Date.now() - random() * days * DAY,
  );
  await server.emptied();
}

/**
 * Fills a server's queue with page views of this moment.
 * @param {Server} server
 * @param {{ events: number }} options
 */
export function fillQueue(server, { events }) {
  return fill(server, events, SESSIONS_PER_REQUEST, () => Date.now() - 10 * MINUTE);
}

async function fill(server, events, sessionsPerRequest, startOf) {
  const visitors = makeVisits(20_000, 7);
  const random = createRandom(8);
  let made = 0;
  let sessions = 0;

  function nextSession() {
    const visitor = visitors[sessions % visitors.length];
    const count = Math.min(events - made, 1 + Math.floor(random() * MOST_VIEWS));
    const views = viewsOf(visitor.event, count, startOf(random), random);
    if (sessionsPerRequest > 1) for (const view of views) view.user_id = `person-${Math.floor(sessions / 2)}`;
    made += count;
    sessions += 1;
    return { visitor, views };
  }

  async function sendRequests() {
    while (made < events) {
      const batch = [];
      while (batch.length < sessionsPerRequest && made < events) batch.push(nextSession());
      await send(
        server,
        batch[0].visitor,
        batch.flatMap(({ views }) => views),
      );
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, sendRequests));
}

/** A visitor's page views, half a minute or so apart; only the first has a referrer from outside. */
function viewsOf(event, count, start, random) {
  let timestamp = Math.floor(start);
  return Array.from({ length: count }, (_, index) => {
    const path = pathOf(random);
    timestamp += Math.floor(random() * MINUTE);
    return {
      ...event,
      url: `https://${SITE}${path}`,
      referrer: index === 0 ? event.referrer : `https://${SITE}/`,
      title: `What we learned about ${path.slice(1).replaceAll("/", " and ")}`,
      timestamp,
    };
  });
}

async function send(server, { ip, userAgent }, events) {
  const headers = { "x-forwarded-for": ip, "user-agent": userAgent, "content-type": "application/json" };
  const reply = await fetch(server.url + EVENTS_PATH, {
    method: "POST",
    headers,
    body: JSON.stringify(events),
  });
  if (!reply.ok) throw new Error(`filling failed: ${reply.status} ${await reply.text()}`);
  await reply.arrayBuffer();
}
