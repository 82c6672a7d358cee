import type { TrackedEvent } from "./event.ts";
import { api, isOn } from "./options.ts";

const MAX_WAITING = 50;
/** Browsers refuse keepalive bodies above 64 KB; one character may take three bytes. */
const MAX_KEEPALIVE_CHARS = 2e4;

/**
 * What the server did not take (no network, 5xx, 429), oldest first. It waits here and in sessionStorage, where the
 * next page of this tab finds it. Storage is written only after a failure: most visitors never have anything in it.
 */
let waiting: TrackedEvent[] = [];

/** Takes over what earlier pages of this tab left. */
export function load(): void {
  try {
    waiting = JSON.parse(sessionStorage.millrace);
  } catch {
    // Nothing stored, or storage is blocked.
  }
}

function save(): void {
  try {
    if (waiting[0]) sessionStorage.millrace = JSON.stringify(waiting);
    else delete sessionStorage.millrace;
  } catch {
    // Blocked or full: memory has to do.
  }
}

export function retry(): void {
  if (waiting[0]) send(waiting[0]);
}

/** One request for one event, so that a faulty one takes no sound one down with it. */
export function send(event: TrackedEvent): void {
  // A prerendered page may never be seen.
  if (document.prerendering) document.addEventListener("prerenderingchange", () => send(event));
  else if (!isSilenced()) post(event, JSON.stringify(event), Date.now());
}

function isSilenced(): boolean | undefined {
  try {
    return (
      (isOn("dnt") && (navigator.doNotTrack === "1" || navigator.globalPrivacyControl)) ||
      localStorage.millrace_ignore === "true"
    );
  } catch {
    return false; // storage is blocked: nobody can have opted out in it
  }
}

function post(event: TrackedEvent, body: string, triedAt: number): void {
  /** Status 0: there was no reply. */
  function settle(status: number): void {
    const failed = !status || status === 429 || status > 499;
    waiting = waiting.filter(({ id }) => id !== event.id);
    // Back in at the end: an event that always fails does not bar the way of the others.
    if (failed) waiting = [...waiting, { timestamp: triedAt, ...event }].slice(-MAX_WAITING);
    save();
    // The server is there: what waits follows, one after the other.
    if (!failed) retry();
  }

  try {
    // A text body goes out as text/plain, which spares the CORS preflight.
    fetch(api, { method: "POST", body, credentials: "omit", keepalive: body.length < MAX_KEEPALIVE_CHARS }).then(
      (reply) => settle(reply.status),
      () => settle(0),
    );
  } catch {
    settle(navigator.sendBeacon(api, body) ? 202 : 0);
  }
}
