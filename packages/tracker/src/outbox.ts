import type { TrackedEvent } from "./event.ts";
import { api, isOn } from "./options.ts";

/**
 * What the server did not take (no network, 5xx, 429), oldest first. It waits here and in sessionStorage, where the
 * next page of this tab finds it. Storage is written only after a failure: most visitors never have anything in it.
 */
let waiting: TrackedEvent[] = [];

/** Takes over what other pages of this tab left. */
export const load = (): void => {
  try {
    waiting = JSON.parse(sessionStorage.millrace);
  } catch {
    // Nothing stored, or storage is blocked.
  }
};

export const save = (): void => {
  try {
    if (waiting[0]) sessionStorage.millrace = JSON.stringify(waiting);
    else delete sessionStorage.millrace;
  } catch {
    // Blocked or full: memory has to do.
  }
};

export const isSilenced = (): unknown => {
  try {
    return (
      (isOn("dnt") && (navigator.doNotTrack === "1" || navigator.globalPrivacyControl)) ||
      localStorage.millrace_ignore === "true"
    );
  } catch {
    // Storage is blocked: nobody can have opted out in it.
  }
};

/** Sends the oldest once more. It leaves `waiting` for as long as it is under way, so that nothing sends it twice. */
export const retry = (): void => {
  waiting.splice(0, 1).forEach(send);
};

/** One request for one event, so that a faulty one takes no sound one down with it. */
export const send = (event: TrackedEvent): void => {
  // A prerendered page may never be seen.
  if (document.prerendering) document.addEventListener("prerenderingchange", () => send(event));
  else if (!isSilenced()) deliver(event);
};

type Deliver = (event: TrackedEvent) => void;

let deliver: Deliver = (event) => {
  const body = JSON.stringify(event);
  const timestamp = Date.now();
  const settle = (failed: boolean): void => {
    // At the end: an event that always fails does not bar the way of the others.
    if (failed) waiting = [...waiting, { timestamp, ...event }].slice(-50);
    save();
    // The server is there: what waits follows, one after the other.
    if (!failed) retry();
  };

  try {
    // A text body goes out as text/plain, which spares the CORS preflight. Browsers refuse keepalive for more
    // than 64 KB, and a character takes up to three bytes.
    fetch(api, { method: "POST", body, credentials: "omit", keepalive: body.length < 2e4 }).then(
      ({ status }) => settle(status === 429 || status > 499),
      () => settle(true),
    );
  } catch {
    settle(!navigator.sendBeacon(api, body));
  }
};

// What follows is for a file with a transport of its own; the bundler leaves it out of the core.

/** Replaces the transport. Returns the one before, which is the fallback. */
export const deliverBy = (transport: Deliver): Deliver => {
  const before = deliver;
  deliver = transport;
  return before;
};

/** Sends all that waits. It goes on waiting until `forget`: what is under way on a socket may be lost with it. */
export const resend = (): void => waiting.forEach(send);

/** Takes an event out of memory; `save` takes it out of the storage as well. */
export const forget = (id: string): void => {
  waiting = waiting.filter((event) => event.id !== id);
};

/** Stores events that are under way with those that wait, each once, so that the next page of the tab has them. */
export const keep = (events: TrackedEvent[]): void => {
  for (const { id } of events) forget(id);
  waiting = [...waiting, ...events].slice(-50);
  save();
};
