import type { Channel, Connection } from "rabbitmq-client";
import { QueueUnavailable } from "../../../domain/errors.ts";
import type { RabbitTarget } from "./target.ts";

/** A call that got no answer in this time has failed. */
export const CALL_MS = 4000;
/** The broker closes the connection of a process that is silent for two of these, and hands its messages to the next. */
const HEARTBEAT_SECONDS = 10;
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 3000;
/** Bytes; the library's own default makes 16 frames of a message that fits in one. */
const FRAME_BYTES = 131_072;

/** One connection that comes back by itself for ever. */
export class RabbitConnection {
  readonly #connection: Connection;
  #lastFault: Error | null = null;
  #blocked: string | null = null;

  static async open(target: RabbitTarget, purpose: string): Promise<RabbitConnection> {
    const { Connection } = await import("rabbitmq-client");
    return new RabbitConnection(
      new Connection({
        url: target.serverUrl,
        connectionName: `${target.prefix} ${purpose}`,
        acquireTimeout: CALL_MS,
        connectionTimeout: CALL_MS,
        heartbeat: HEARTBEAT_SECONDS,
        retryLow: RECONNECT_MIN_MS,
        retryHigh: RECONNECT_MAX_MS,
        frameMax: FRAME_BYTES,
      }),
    );
  }

  private constructor(connection: Connection) {
    this.#connection = connection;
    connection.on("error", (error: Error) => {
      this.#lastFault = error;
      this.#blocked = null;
    });
    connection.on("connection.blocked", (reason) => {
      this.#blocked = reason;
    });
    connection.on("connection.unblocked", () => {
      this.#blocked = null;
    });
    connection.on("connection", () => {
      this.#lastFault = null;
      this.#blocked = null;
    });
  }

  /** The broker's reason for taking no messages now, such as `low on memory`; null when it takes them. */
  get blocked(): string | null {
    return this.#blocked;
  }

  /** Throws QueueUnavailable, or an Error when the broker refuses the login. */
  async openChannel(): Promise<Channel> {
    const opened = this.#connection.acquire({ emitErrorsFromChannel: true }).then((channel) => {
      // Whatever goes wrong on a channel ends it, and its owner sees that; without a listener it would end the process.
      channel.on("error", () => {});
      return channel;
    });
    try {
      return await within(CALL_MS, opened);
    } catch (error) {
      // One that opens too late is nobody's.
      opened.then(closeChannel).catch(() => {});
      throw this.#explain(error as Error);
    }
  }

  #explain(error: Error): Error {
    const fault = this.#lastFault ?? error;
    if (codeOf(fault) === "ACCESS_REFUSED" || codeOf(fault) === "NOT_ALLOWED") {
      return new Error(`[queue:amqp] RabbitMQ refuses the login: set user, password and vhost in QUEUE_URL`, {
        cause: fault,
      });
    }
    return unavailable(fault);
  }

  /** Lets what is written go out, but does not wait for a broker that is away. */
  async close(): Promise<void> {
    await within(1000, this.#connection.close()).catch(() => {});
    this.#connection.unsafeDestroy();
  }
}

export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

export function unavailable(cause: unknown): QueueUnavailable {
  const why = (cause as Error).message || (cause as Error).name;
  return new QueueUnavailable(`[queue:amqp] RabbitMQ is unavailable: ${why}`, { cause });
}

/** Closes a channel without waiting long for a broker that may be away. */
export async function closeChannel(channel: Channel): Promise<void> {
  await within(1000, channel.close()).catch(() => {});
}

/** Rejects when there is no answer in time; the call itself may still take effect. */
export async function within<Result>(ms: number, call: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
