import { address } from "./address.ts";
import type { TrackedEvent } from "./event.ts";
import { newId } from "./new-id.ts";
import { api, options, site } from "./options.ts";
import { deliverBy, forget, isSilenced, keep, resend, save } from "./outbox.ts";

/*
 * Sends events over one WebSocket per visible page. The page is
 *   connecting:  there is a socket. Events wait in `unacked` for PATIENCE_MS at most, then they go by fetch.
 *   connected:   the server greeted. Events go out at once; its acknowledgement takes them out of `unacked`.
 *   broken:      `reconnection` is set. Events wait as before, and from the third failure on they go by fetch.
 *   away:        hidden for a while, or left. No socket and no timer; events go by fetch.
 *   refused:     by the server, or there is no WebSocket. For the rest of the page events go by fetch.
 * An event that goes two ways has one id on both, by which the server counts it once.
 */

const PATIENCE_MS = 3000;
/** After so long without a word, what was sent went into a dead connection: browsers take minutes to see that. */
const SILENCE_MS = 10_000;
/** Looking into another tab and coming back does not end a visit. */
const HIDDEN_MS = 30_000;
/** A connection that held as long is no failure when it breaks. */
const HELD_MS = 10_000;
const FAILURES = 3;

type Dated = TrackedEvent & { timestamp: number };

/** Not acknowledged yet, oldest first: under way, or waiting for the connection. */
const unacked = new Map<string, Dated>();
/** Of this page load, and in memory only: it tells connections apart, not visitors. */
let sessionId: string;
let socket: WebSocket | undefined;
let isAway: boolean;
let isRefused: boolean;
/** Epoch ms; 0 until the server greets. */
let connectedAt = 0;
/** Connections in a row that did not come about or did not hold. */
let failures = 0;
/** Epoch ms until which the server wants to be spared. */
let busyUntil = 0;
/** 0 when not set. Node, which checks the types of tests, has objects of its own. */
type Timer = ReturnType<typeof setTimeout> | number;
let reconnection: Timer = 0;
let patience: Timer = 0;
let pause: Timer = 0;

/** Without its date unless it is late, as in the core. */
const undated = (event: Dated): TrackedEvent => {
  const { timestamp, ...fresh } = event;
  return Date.now() - timestamp > PATIENCE_MS ? event : fresh;
};

const transmit = (event: Dated): void => {
  const type = event.name === "pageview" ? event.name : "event";
  if (connectedAt) socket?.send(JSON.stringify({ type, data: undated(event) }));
};

const fallBack = (): void => {
  for (const [id, event] of unacked) {
    forget(id);
    if (!isSilenced()) byFetch(undated(event));
  }
  unacked.clear();
  watch();
};

/** Sees to it that no event waits for ever: neither for a connection nor for an acknowledgement. */
const watch = (): void => {
  clearTimeout(patience);
  patience =
    unacked.size &&
    (connectedAt
      ? setTimeout(lose, SILENCE_MS + Math.max(0, busyUntil - Date.now()))
      : setTimeout(fallBack, PATIENCE_MS));
};

/** A page that is left is hidden next: what was stored then must not be overwritten with nothing. */
const store = (): void => {
  if (unacked.size) keep([...unacked.values()]);
};

const disconnect = (): void => {
  store();
  const closing = socket;
  socket = undefined;
  connectedAt = 0;
  clearTimeout(reconnection);
  reconnection = 0;
  closing?.close(1000);
};

const lose = (code?: number): void => {
  const since = connectedAt;
  failures = since && Date.now() - since > HELD_MS ? 0 : failures + 1;
  disconnect();
  isRefused = code === 1008;
  if (!isRefused) {
    // Full jitter: the pages that a restarting server lost come back one by one, and all soon enough for presence.
    const ms = failures < FAILURES ? 1000 * 2 ** failures * Math.random() : 10_000 + 10_000 * Math.random();
    reconnection = setTimeout(connect, ms);
  }
  if (isRefused || failures >= FAILURES) fallBack();
  else if (since || !patience) watch();
};

const receive = (message: string): void => {
  const { type, eventId, retryAfter } = JSON.parse(message);
  if (type === "connected") {
    connectedAt = Date.now();
    // Whoever comes back after a cut may have no event to send, and is there all the same.
    socket?.send(JSON.stringify({ type: "presence", data: { url: address() } }));
    unacked.forEach(transmit);
    resend();
  } else if (retryAfter) {
    const ms = retryAfter * 1000;
    busyUntil = Date.now() + ms;
    setTimeout(() => {
      for (const [id, event] of unacked) if (!eventId || id === eventId) transmit(event);
    }, ms);
  } else if (eventId && /ack|error/.test(type)) {
    unacked.delete(eventId);
    forget(eventId);
    save();
    resend();
  }
  watch();
};

const connect = (): void => {
  clearTimeout(reconnection);
  reconnection = 0;
  if (socket || isAway || isRefused || isSilenced()) return;
  try {
    const url = new URL(options.ws || "../../ws", new URL(api, document.baseURI));
    url.search = `projectId=${encodeURIComponent(site)}&sessionId=${sessionId}`;
    const opened = new WebSocket(url.href.replace(/^http/, "ws"));
    opened.onmessage = ({ data }) => {
      try {
        receive(data);
      } catch {
        // Not of our protocol: a proxy's page, say. The host page must not see an error.
      }
    };
    opened.onclose = ({ code }) => {
      if (opened === socket) lose(code);
    };
    socket = opened;
  } catch {
    // There is none, or the address is none. Some browsers throw as well where the page's policy forbids it.
    isRefused = true;
  }
};

/** An open socket would keep the page out of the bfcache. */
const leave = (): void => {
  isAway = true;
  disconnect();
  fallBack();
};

const arrive = (): void => {
  isAway = document.visibilityState === "hidden";
  if (!reconnection) connect();
};

const watchVisibility = (): void => {
  clearTimeout(pause);
  if (document.visibilityState === "hidden") {
    // Phones end hidden pages without a word.
    store();
    pause = setTimeout(leave, HIDDEN_MS);
  } else arrive();
};

/** With the first event, not before: a page that counts nothing, for whatever reason, opens no connection. */
const begin = (): void => {
  sessionId = newId();
  arrive();
  document.addEventListener("visibilitychange", watchVisibility);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", arrive);
  addEventListener("online", connect);
};

const byFetch = deliverBy((event) => {
  if (unacked.has(event.id)) return;
  if (!sessionId) begin();
  if (!reconnection) connect();
  const isWaitedFor = failures < FAILURES && (socket || reconnection);
  // The server closes the connection on frames above 64 KB, and a character takes up to three bytes.
  if ((connectedAt || isWaitedFor) && unacked.size < 50 && JSON.stringify(event).length < 2e4) {
    const dated = { timestamp: Date.now(), ...event };
    unacked.set(event.id, dated);
    transmit(dated);
    if (!patience) watch();
  } else {
    forget(event.id);
    byFetch(event);
  }
});
