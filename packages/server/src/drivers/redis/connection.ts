import { setTimeout as sleep } from "node:timers/promises";
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
const PREPARE_AGAIN_MS = 1000;
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
  /** Runs first on every new connection, and calls fail until it is done. Is tried again while it throws. */
  prepare?(redis: RedisCaller): Promise<void>;
}

export interface RedisCaller {
  /** Reply strings are text. Throws RedisRefused, or the port's error for "try again later". */
  send<Reply>(args: readonly string[]): Promise<Reply>;
  /** The port's error for "try again later". */
  unavailable(message: string, cause?: unknown): Error;
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
  #connections = 0;
  /** Why calls may not pass yet, on a connection that is ready. */
  #notPrepared: Error | null = null;
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
    if (this.#client.isReady && this.#notPrepared !== null) throw this.#notPrepared;
    return this.#send(args, bytes);
  }

  async #send<Reply>(args: readonly (string | Buffer)[], bytes = false): Promise<Reply> {
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
        this.#connections++;
        this.#notPrepared = this.unavailable("Redis was just reached and is being prepared");
        greeting = setTimeout(() => this.#renew(client), GREETING_MS).unref();
      })
      .on("ready", () => {
        clearTimeout(greeting);
        void this.#prepare();
      });
    client.connect().catch(() => {});
    return client;
  }

  async #prepare(): Promise<void> {
    const connection = this.#connections;
    const isCurrent = () => connection === this.#connections && !this.#closed;
    const caller: RedisCaller = {
      send: (args) => this.#send(args),
      unavailable: (message, cause) => this.unavailable(message, cause),
    };
    while (isCurrent()) {
      try {
        await this.#options.prepare?.(caller);
        if (isCurrent()) this.#notPrepared = null;
        return;
      } catch (error) {
        if (isCurrent()) this.#notPrepared = error as Error;
        await sleep(PREPARE_AGAIN_MS, undefined, { ref: false });
      }
    }
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
    return this.unavailable(`Redis is unavailable: ${why.message || why.name}`, error);
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
        const refusal = this.#refusal();
        if (refusal === null && performance.now() < deadline) {
          await sleep(OPEN_POLL_MS);
          continue;
        }
        this.close();
        throw refusal ?? error;
      }
    }
  }

  /** What no waiting changes. */
  #refusal(): Error | null {
    const [fault, notPrepared] = [this.#lastFault, this.#notPrepared];
    if (fault !== null && REFUSED_LOGIN.test(fault.message)) {
      return new Error(
        `[${this.#options.component}] Redis refuses the login: ${fault.message}: set user and password in the URL`,
        { cause: fault },
      );
    }
    if (notPrepared?.cause instanceof RedisRefused)
      return new Error(notPrepared.message, { cause: notPrepared });
    return null;
  }
}

/** "$" in RESP, as the library's type mapping numbers it (RESP_TYPES.BLOB_STRING). */
const BULK_STRING = 36;

function discard(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}
