import { compareVersions, VERSION, VERSION_HEADER } from "@millrace/protocol";

/** Whether the server answers. Instants in epoch ms. */
export type ServerState =
  | { readonly kind: "reached" }
  | { readonly kind: "slow" }
  /** `retryAt` is null while it is being tried. */
  | { readonly kind: "gone"; readonly retryAt: number | null };

/** How the page's release stands to its server's. */
export type Skew = "none" | "older" | "newer";

const SECOND_MS = 1000;
/** Silence that people take for a fault. */
export const SLOW_MS = 8 * SECOND_MS;
/** Longer than the server works on any report. */
const GIVE_UP_MS = 60 * SECOND_MS;
const PROBE_MS = 10 * SECOND_MS;
const RETRIES_MS = [2, 4, 8, 15].map((seconds) => seconds * SECOND_MS);

export interface ServerConnectionOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Address of something small that any release answers. */
  readonly probeUrl: string;
}

/**
 * Watches all requests of the page, and so knows whether the server answers at all. A request that failed alone says
 * nothing, extensions block some: before the server counts as gone it is asked for a sign of life.
 *
 * reached -> slow: nothing was answered for SLOW_MS though something was asked
 * reached, slow -> gone: a request failed, and the probe too; tried again after RETRIES_MS
 * slow, gone -> reached: anything was answered
 */
export class ServerConnection {
  readonly #options: ServerConnectionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #calls = new Set<{ readonly since: number }>();
  #state: ServerState = { kind: "reached" };
  #skew: Skew = "none";
  #answeredAt = Date.now();
  #isProbing = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ServerConnectionOptions) {
    this.#options = options;
  }

  get state(): ServerState {
    return this.#state;
  }

  get skew(): Skew {
    return this.#skew;
  }

  /** When the server last answered anything. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** In place of fetch, which it behaves like. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const call = { since: Date.now() };
    this.#calls.add(call);
    this.#watchSilence();
    try {
      const reply = await this.#askWithin(GIVE_UP_MS, input, init);
      if (isOfProxy(reply)) void this.#probe();
      else this.#answered(reply);
      return reply;
    } catch (error) {
      if (init?.signal?.aborted !== true) void this.#probe();
      throw error;
    } finally {
      this.#calls.delete(call);
    }
  };

  /** A person, or the browser, has reason to think that it answers again. */
  readonly tryNow = (): void => {
    if (this.#state.kind === "gone") void this.#probe();
  };

  async #askWithin(ms: number, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const { signal } = init;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error("no answer in time")), ms);
    try {
      const signals = signal ? [signal, limit.signal] : [limit.signal];
      return await this.#options.fetch(input, { ...init, signal: AbortSignal.any(signals) });
    } finally {
      clearTimeout(timer);
    }
  }

  async #probe(): Promise<void> {
    if (this.#isProbing) return;
    this.#isProbing = true;
    clearTimeout(this.#retry);
    if (this.#state.kind === "gone") this.#set({ kind: "gone", retryAt: null });
    const reply = await this.#askWithin(PROBE_MS, this.#options.probeUrl, { cache: "no-store" }).catch(
      () => null,
    );
    this.#isProbing = false;
    if (reply !== null && !isOfProxy(reply)) this.#answered(reply);
    else this.#missed();
  }

  #missed(): void {
    const waitMs = RETRIES_MS[Math.min(this.#failures, RETRIES_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#probe(), waitMs);
    this.#set({ kind: "gone", retryAt: Date.now() + waitMs });
  }

  #answered({ headers }: Response): void {
    clearTimeout(this.#retry);
    this.#failures = 0;
    this.#answeredAt = Date.now();
    const version = headers.get(VERSION_HEADER);
    const order = version === null ? 0 : compareVersions(VERSION, version);
    const skew = version === null ? this.#skew : order === 0 ? "none" : order < 0 ? "older" : "newer";
    const isNews = skew !== this.#skew;
    this.#skew = skew;
    if (this.#state.kind !== "reached") this.#set({ kind: "reached" });
    else if (isNews) this.#tell();
  }

  #watchSilence(): void {
    this.#silence ??= setTimeout(() => {
      this.#silence = undefined;
      if (this.#calls.size === 0) return;
      const asked = Math.min(...[...this.#calls].map(({ since }) => since));
      const isSilent = Date.now() - Math.max(asked, this.#answeredAt) >= SLOW_MS;
      if (isSilent && this.#state.kind === "reached") this.#set({ kind: "slow" });
      this.#watchSilence();
    }, SECOND_MS);
  }

  #set(state: ServerState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Our own replies are JSON whatever they say; a proxy that finds nobody behind it has words of its own. */
const isOfProxy = ({ status, headers }: Response): boolean =>
  [502, 503, 504].includes(status) && !headers.get("content-type")?.startsWith("application/json");
