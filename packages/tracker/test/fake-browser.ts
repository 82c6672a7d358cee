import { webcrypto } from "node:crypto";
import { createContext, runInContext } from "node:vm";
import type { Props, TrackedEvent } from "../src/event.ts";
import { FakeSocket } from "./fake-socket.ts";

/** A request as the network sees it: what a real browser would make of the call is made by Node's `Request`. */
export interface Sent {
  by: "fetch" | "beacon";
  url: string;
  method: string;
  contentType: string | null;
  credentials: string;
  keepalive: boolean;
  body: string;
  event: TrackedEvent;
}

/** What happens to a request: a status, no network at all, no reply so far. */
export type Answer = number | "offline" | "pending";

/** One tab: its pages share the session storage, its network, and what was sent. */
export interface Tab {
  sent: Sent[];
  answer: (sent: Sent) => Answer;
  /** Every WebSocket that its pages opened; the server's end is the test's. */
  sockets: FakeSocket[];
  session: Map<string, string>;
  local: Map<string, string>;
}

export interface PageOptions {
  url?: string;
  referrer?: string;
  /** The script tag's data attributes, without `data-`. */
  data?: Record<string, string>;
  navigator?: Record<string, unknown>;
  prerendering?: boolean;
  /** Calls made through the stub before the script is there. */
  calls?: [string, Props?][];
  /** Storage throws when it is touched, as with all cookies blocked. */
  blockedStorage?: boolean;
  fetch?: "missing" | "throws";
  webSocket?: "missing" | "throws";
  /** Loaded in a tab that nobody looks at. */
  hidden?: boolean;
  /** What `Math.random` returns. */
  random?: () => number;
  /** What `sendBeacon` returns. */
  beaconTaken?: boolean;
}

type Listener = (event: Record<string, unknown>) => void;

export function openTab(answer: Answer = 202): Tab {
  return { sent: [], answer: () => answer, sockets: [], session: new Map(), local: new Map() };
}

/** Lets replies arrive and what follows from them happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
}

/** Loads a page in the tab and runs the script in it. Everything the script may touch is here, and nothing else. */
export function openPage(code: string, tab: Tab, options: PageOptions = {}) {
  const listeners = new Map<string, Listener[]>();
  const documentListeners = new Map<string, Listener[]>();
  const addTo = (map: Map<string, Listener[]>) => (type: string, listener: Listener) => {
    map.set(type, [...(map.get(type) ?? []), listener]);
  };
  const dispatch = (map: Map<string, Listener[]>, type: string, event: Record<string, unknown> = {}) => {
    for (const listener of map.get(type) ?? []) listener({ type, ...event });
  };

  /** Of a page that is gone, no timer and no reply runs any code. */
  let isUnloaded = false;
  const entries = [new URL(options.url ?? "https://shop.example/")];
  let at = 0;
  const current = () => entries[at] as URL;
  const location = {
    get href() {
      return current().href;
    },
    get hostname() {
      return current().hostname;
    },
  };
  const resolve = (url?: string | URL | null) => new URL(url ?? "", current());
  const history = {
    pushState(_state: unknown, _title: string, url?: string | URL | null) {
      if (this !== history) throw new TypeError("Illegal invocation");
      const next = resolve(url);
      entries.splice(at + 1, entries.length, next);
      at += 1;
    },
    replaceState(_state: unknown, _title: string, url?: string | URL | null) {
      if (this !== history) throw new TypeError("Illegal invocation");
      entries[at] = resolve(url);
    },
  };

  const document = {
    currentScript: {
      src: "https://stats.example/js/millrace.js",
      dataset: options.data ?? { site: "shop.example" },
    },
    referrer: options.referrer ?? "",
    title: "Shop",
    prerendering: options.prerendering ?? false,
    visibilityState: options.hidden === true ? "hidden" : "visible",
    get baseURI() {
      return current().href;
    },
    addEventListener: addTo(documentListeners),
    get cookie(): string {
      throw new Error("the tracker reads cookies");
    },
    set cookie(_value: string) {
      throw new Error("the tracker sets a cookie");
    },
  };

  const send = (by: Sent["by"], url: string, init: RequestInit): Sent => {
    const request = new Request(url, init);
    const body = String(init.body);
    const sent: Sent = {
      by,
      url,
      method: request.method,
      contentType: request.headers.get("content-type"),
      credentials: request.credentials,
      keepalive: init.keepalive === true,
      body,
      event: JSON.parse(body) as TrackedEvent,
    };
    tab.sent.push(sent);
    return sent;
  };
  const fakeFetch = (url: string, init: RequestInit) => {
    if (options.fetch === "throws") throw new Error("a blocker replaced fetch");
    const answer = tab.answer(send("fetch", url, init));
    return Promise.resolve().then(() => {
      if (answer === "pending" || isUnloaded) return new Promise(() => {});
      if (answer === "offline") throw new TypeError("Failed to fetch");
      return { status: answer };
    });
  };
  const navigator = {
    language: "de-AT",
    doNotTrack: null,
    sendBeacon(url: string, body: string) {
      if (options.beaconTaken !== false) send("beacon", url, { method: "POST", body });
      return options.beaconTaken !== false;
    },
    ...options.navigator,
  };

  const globals: Record<string, unknown> = {
    document,
    history,
    location,
    navigator,
    URL,
    // The page's clock is the test's.
    Date: { now: () => Date.now() },
    Math: Object.assign(Object.create(Math), { random: options.random ?? Math.random }),
    setTimeout: (run: () => void, ms: number) => Number(setTimeout(() => isUnloaded || run(), ms)),
    clearTimeout: (id: number) => clearTimeout(id),
    screen: { width: 1920, height: 1080 },
    // Only what pages on plain http have: no randomUUID, no subtle.
    crypto: { getRandomValues: (array: Uint8Array) => webcrypto.getRandomValues(array) },
    addEventListener: addTo(listeners),
    ...(options.fetch !== "missing" && { fetch: fakeFetch }),
    ...(options.webSocket !== "missing" && { WebSocket: socketOf(tab, options) }),
  };
  for (const [name, map] of [
    ["sessionStorage", tab.session],
    ["localStorage", tab.local],
  ] as const) {
    Object.defineProperty(globals, name, { get: () => storageOf(map, options.blockedStorage === true) });
  }
  const window = createContext(globals) as Record<string, unknown> & {
    millrace: (name?: string, props?: Props) => void;
  };
  globals.window = globals;
  if (options.calls) {
    runInContext("window.millrace = function () { (millrace.q = millrace.q || []).push(arguments) }", window);
    for (const call of options.calls) window.millrace(...call);
  }
  const before = new Set(Object.keys(window));
  runInContext(code, window);
  document.currentScript = null as never;

  return {
    millrace: (...call: [string?, Props?]) => window.millrace(...call),
    newGlobals: Object.keys(window).filter((name) => !before.has(name)),
    document,
    history,
    /** Back (-1) or forward (1) inside the page. */
    go(steps: number) {
      const before = current();
      at += steps;
      dispatch(listeners, "popstate");
      if (before.hash !== current().hash) dispatch(listeners, "hashchange");
    },
    /** A click on `<a href="#part">`. */
    clickFragment(hash: string, fired: readonly string[] = ["popstate", "hashchange"]) {
      entries.splice(at + 1, entries.length, resolve(hash));
      at += 1;
      for (const type of fired) dispatch(listeners, type);
    },
    comeOnline: () => dispatch(listeners, "online"),
    show: (persisted: boolean) => dispatch(listeners, "pageshow", { persisted }),
    becomeVisible() {
      document.prerendering = false;
      dispatch(documentListeners, "prerenderingchange");
    },
    on: addTo(listeners),
    look(visibilityState: "hidden" | "visible") {
      document.visibilityState = visibilityState;
      dispatch(documentListeners, "visibilitychange");
    },
    /** The visitor moves on. `persisted`: the page is put into the bfcache, from which `show(true)` brings it back. */
    leave(persisted = false) {
      dispatch(listeners, "pagehide", { persisted });
      this.look("hidden");
      isUnloaded = !persisted;
    },
  };
}

/** The constructor that pages of this tab find. */
function socketOf(tab: Tab, { webSocket }: PageOptions) {
  return class extends FakeSocket {
    constructor(url: string) {
      if (webSocket === "throws") throw new Error("SecurityError: the page's policy forbids it");
      super(url);
      tab.sockets.push(this);
    }
  };
}

/** `Storage` as pages use it: properties, kept as text. */
function storageOf(map: Map<string, string>, isBlocked: boolean): unknown {
  if (isBlocked) throw new Error("SecurityError: access is denied for this document");
  return new Proxy(
    {},
    {
      get: (_target, key) => map.get(String(key)),
      set: (_target, key, value) => map.set(String(key), String(value)) === map,
      deleteProperty: (_target, key) => map.delete(String(key)) || true,
    },
  );
}
