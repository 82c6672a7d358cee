import type { RedisClientType } from "redis";
import { isRefusal } from "./replies.ts";
import type { Script } from "./script.ts";

/** A call that got no answer in this time has failed. Far above what any script here takes, and below a sender's patience. */
const CALL_MS = 3000;
/** How long a connection may take from TCP to the first answer before it is tried anew. */
const GREETING_MS = 5000;
/** How long opening waits for a server that starts up. */
const OPEN_MS = 8000;
const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 2000;

/** Replies that no waiting changes. */
const REFUSED_LOGIN = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password|DB index))/;

type Client = RedisClientType<Record<never, never>, Record<never, never>, Record<never, never>, 2>;

export interface ConnectionOptions {
  /** For the client library, without parameters of ours. */
  readonly serverUrl: string;
  /** `queue:redis`, at the head of messages. */
  readonly component: string;
  /** Makes the error that tells callers of this port to try again later. */
  unavailable(message: string, cause: unknown): Error;
}

/** A reply that says the command itself was wrong or is not allowed; nothing will change by waiting. */
export class RedisRefused extends Error {
  override readonly name = "RedisRefused";
}

/**
 * One connection that comes back by itself for ever. A call made while it is away fails at once, a call that gets no
 * answer fails after CALL_MS; neither is ever repeated here, since nobody knows whether the server ran it.
 */
export class RedisConnection {
  readonly #options: ConnectionOptions;
  readonly #makeClient: () => Client;
  #client: Client;
  #listener: Client | null = null;
  #closed = false;
  #lastFault: Error | null = null;

  /** Throws what `unavailable` makes when no server answers in time, and an Error with a remedy when it refuses us. */
  static async open(options: ConnectionOptions): Promise<RedisConnection> {
    const { createClient } = await import("redis");
    const connection = new RedisConnection(options, () =>
      createClient({
        RESP: 2,
        url: options.serverUrl,
        // A call that waits for a connection would keep its sender waiting; it is told to come again instead.
        disableOfflineQueue: true,
        socket: { connectTimeout: CALL_MS, reconnectStrategy: backOff },
      }),
    );
    await connection.#waitForAnswer();
    return connection;
  }

  private constructor(options: ConnectionOptions, makeClient: () => Client) {
    this.#options = options;
    this.#makeClient = makeClient;
    this.#client = this.#connect();
  }

  /** Reply strings are text, or bytes with `bytes`. */
  async send<Reply>(
    args: readonly (string | Buffer)[],
    { bytes = false }: { bytes?: boolean } = {},
  ): Promise<Reply> {
    try {
      return await this.#answered<Reply>(args, bytes);
    } catch (error) {
      throw this.#explain(error as Error);
    }
  }

  async run<Reply>(
    script: Script,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
    options: { bytes?: boolean } = {},
  ): Promise<Reply> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.send<Reply>(["EVALSHA", script.sha, ...rest], options);
    } catch (error) {
      // The one refusal that proves that nothing ran.
      if (!(error instanceof RedisRefused) || !error.message.includes("NOSCRIPT")) throw error;
      return this.send<Reply>(["EVAL", script.text, ...rest], options);
    }
  }

  /** Hears messages of a channel, on a second connection. Returns whether it does so right now. */
  subscribe(channel: string, hear: (message: string) => void): () => boolean {
    let heard = false;
    const listener = this.#makeClient();
    this.#listener = listener;
    listener
      .on("error", () => {
        heard = false;
      })
      // The library subscribes again before it calls a connection ready.
      .on("ready", () => {
        heard = true;
      });
    listener.connect().catch(() => {});
    listener.once("ready", () => void listener.subscribe(channel, hear).catch(() => discard(listener)));
    return () => heard && listener.isReady;
  }

  /** Calls under way fail. */
  close(): void {
    this.#closed = true;
    discard(this.#client);
    if (this.#listener !== null) discard(this.#listener);
  }

  #connect(): Client {
    const client = this.#makeClient();
    let greeting: NodeJS.Timeout | undefined;
    client
      .on("error", (error: Error) => {
        clearTimeout(greeting);
        this.#lastFault = error;
      })
      // A server that is paused takes connections and says nothing: the library would wait for ever.
      .on("connect", () => {
        clearTimeout(greeting);
        greeting = setTimeout(() => this.#renew(client), GREETING_MS).unref();
      })
      .on("ready", () => clearTimeout(greeting));
    client.connect().catch(() => {});
    return client;
  }

  #renew(client: Client): void {
    if (this.#closed || client !== this.#client) return;
    discard(client);
    this.#client = this.#connect();
  }

  #answered<Reply>(args: readonly (string | Buffer)[], bytes: boolean): Promise<Reply> {
    const client = this.#client;
    return new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no answer within ${CALL_MS} ms`));
        this.#renew(client);
      }, CALL_MS);
      client
        .sendCommand<Reply>(args, bytes ? { typeMapping: { [BULK_STRING]: Buffer } } : undefined)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  #explain(error: Error): Error {
    const { component } = this.#options;
    if (isRefusal(error.message))
      return new RedisRefused(`[${component}] Redis refused: ${error.message}`, { cause: error });
    const why = this.#client.isReady ? error : (this.#lastFault ?? error);
    return this.unavailable(`Redis can't be used now: ${why.message || why.name}`, error);
  }

  /** The port's error for "try again later". */
  unavailable(message: string, cause?: unknown): Error {
    return this.#options.unavailable(`[${this.#options.component}] ${message}`, cause);
  }

  async #waitForAnswer(): Promise<void> {
    const deadline = performance.now() + OPEN_MS;
    for (;;) {
      try {
        await this.send(["PING"]);
        return;
      } catch (error) {
        const login = this.#lastFault !== null && REFUSED_LOGIN.test(this.#lastFault.message);
        if (!login && performance.now() < deadline) {
          await new Promise((resolve) => setTimeout(resolve, RECONNECT_MIN_MS));
          continue;
        }
        this.close();
        if (!login) throw error;
        throw new Error(
          `[${this.#options.component}] Redis refuses the login: ${this.#lastFault?.message}: set user and password in the URL`,
          { cause: this.#lastFault },
        );
      }
    }
  }
}

/** "$" in RESP, as the library's type mapping numbers it (RESP_TYPES.BLOB_STRING). */
const BULK_STRING = 36;

/** Doubles, with jitter, so that a thousand clients don't return in step. */
function backOff(retries: number): number {
  const most = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** Math.min(retries, 10));
  return most / 2 + (Math.random() * most) / 2;
}

function discard(client: { readonly isOpen: boolean; destroy(): void }): void {
  if (client.isOpen) client.destroy();
}
