import { loadClientMaker, type MakeClient, type RedisClient } from "./client.ts";
import { isRefusal } from "./replies.ts";
import type { Script } from "./script.ts";
import { Subscriber } from "./subscriber.ts";

/** A call that got no answer in this time has failed. Far above what any script here takes, and below a sender's patience. */
const CALL_MS = 3000;
/** How long a connection may take from TCP to the first answer before it is tried anew. */
const GREETING_MS = 5000;
/** How long opening waits for a server that starts up. */
const OPEN_MS = 8000;
const OPEN_POLL_MS = 50;
/** Nobody calls on a connection that only hears: its own silence has to show that it is dead. */
const LISTENER_KEEP_ALIVE = { pingMs: 2000, silentMs: 5000 };

/** Replies that no waiting changes. */
const REFUSED_LOGIN = /^(WRONGPASS|NOAUTH|NOPERM|ERR (AUTH|invalid password|DB index))/;

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
  readonly #makeClient: MakeClient;
  #client: RedisClient;
  readonly #subscribers = new Set<Subscriber>();
  #closed = false;
  #lastFault: Error | null = null;

  /** Throws what `unavailable` makes when no server answers in time, and an Error with a remedy when it refuses us. */
  static async open(options: ConnectionOptions): Promise<RedisConnection> {
    const connection = new RedisConnection(options, await loadClientMaker(options.serverUrl));
    await connection.#waitForAnswer();
    return connection;
  }

  private constructor(options: ConnectionOptions, makeClient: MakeClient) {
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
      throw this.explain(error as Error);
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

  /** Another connection, for channels: on one that hears any, Redis takes hardly any other command. Ends with this one. */
  openSubscriber(): Subscriber {
    const subscriber = new Subscriber(this.#makeClient(LISTENER_KEEP_ALIVE), CALL_MS);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  /** Calls under way fail. */
  close(): void {
    this.#closed = true;
    discard(this.#client);
    for (const subscriber of this.#subscribers) subscriber.close();
  }

  #connect(): RedisClient {
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

  #renew(client: RedisClient): void {
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

  /** What a caller of this port is told instead of the client library's error. */
  explain(error: Error): Error {
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
          await new Promise((resolve) => setTimeout(resolve, OPEN_POLL_MS));
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

function discard(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
