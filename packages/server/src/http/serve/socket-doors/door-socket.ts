import type { WebSocket } from "ws";
import { answerPings } from "../answer-pings.ts";
import { Pace, type Rate } from "./pace.ts";

/** Answers the messages of one connection. */
export interface SocketClient {
  /** Name of the site that the connection is for. */
  readonly site: string;
  /** Handles a message and answers it. Never rejects. Further messages may come before it resolves. */
  take(message: Buffer): Promise<void>;
  /** Called once, after the last message was handled. `isStopping`: the server ended the connection, not the client. */
  left(end: { readonly isStopping: boolean }): void;
}

/** Sends to the client of one connection, and closes it. */
export interface SocketLine {
  send(text: string): void;
  /** Codes are those of RFC 6455, 7.4.1. */
  close(code: number, reason: string): void;
}

export interface DoorSocketOptions {
  readonly rate: Rate;
  /** Called when the connection is closed and its last message was handled. */
  readonly onEnd: () => void;
}

/** Messages that are handled at the same time: one group commit takes them all. */
const MOST_UNDER_WAY = 32;
/** Replies that the client has not read. Above, nothing more is read from it. */
const MOST_UNREAD_BYTES = 64 * 1024;

const TEXT_ONLY = 1003;

/**
 * One connection of a client that sends events. Backpressure: it is read from only while fewer than MOST_UNDER_WAY of its
 * messages wait for their reply, while it reads its replies, and while it keeps to its rate. What its socket had read
 * before waits in memory, at most one chunk.
 *
 * States: opening (messages wait), open, ending (closed, or told to stop: messages that came are still handled), ended.
 */
export class DoorSocket implements SocketLine {
  readonly #socket: WebSocket;
  readonly #options: DoorSocketOptions;
  readonly #pace: Pace;
  readonly #waiting: Buffer[] = [];
  #client: SocketClient | null = null;
  #underWay = 0;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  #isStopping = false;
  #isParted = false;
  #isEnded = false;
  #partWhenDone: (() => void) | null = null;
  /** Whether it answered the last ping. */
  #isAlive = true;

  constructor(socket: WebSocket, options: DoorSocketOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#pace = new Pace(options.rate, performance.now());
    socket.on("message", (data, isBinary) => {
      // What comes after the goodbye is not answered: its client sends it again.
      if (this.#isParted) return;
      if (isBinary) this.close(TEXT_ONLY, "messages are text");
      else {
        this.#waiting.push(data as Buffer);
        this.#goOn();
      }
    });
    answerPings(socket, MOST_UNREAD_BYTES);
    socket.on("pong", () => {
      this.#isAlive = true;
    });
    // The close that follows is what counts.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isClosed = true;
      this.#goOn();
    });
  }

  /** Starts to handle messages. */
  open(client: SocketClient): void {
    this.#client = client;
    this.#goOn();
  }

  send(text: string): void {
    this.#socket.send(text, this.#onSent);
  }

  close(code: number, reason: string): void {
    this.#isParted = true;
    this.#waiting.length = 0;
    // A close frame of the client would not be read.
    this.#socket.resume();
    this.#socket.close(code, reason);
    this.#endIfDone();
  }

  /** Cuts the connection if the last ping was not answered; otherwise sends one. */
  ping(): void {
    // Its answer would not be read.
    const isHeld = this.#socket.isPaused && this.#socket.bufferedAmount <= MOST_UNREAD_BYTES;
    if (!this.#isAlive && !isHeld) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = isHeld;
    this.#socket.ping();
  }

  /** Handles what came, reads nothing more, and closes the connection once that is answered. */
  stop(code: number, reason: string): void {
    this.#isStopping = true;
    this.#socket.pause();
    this.#partWhenDone = () => {
      this.#partWhenDone = null;
      this.close(code, reason);
    };
    this.#partIfDone();
  }

  /** Ends the connection, whatever is under way. */
  cut(): void {
    this.#waiting.length = 0;
    this.#isParted = true;
    this.#socket.terminate();
    this.#isClosed = true;
    this.#underWay = 0;
    this.#endIfDone();
  }

  readonly #onSent = (): void => {
    if (this.#waiting.length > 0 || this.#socket.isPaused) this.#goOn();
  };

  /** Handles as many waiting messages as may be under way, and reads on or stops reading. */
  #goOn(): void {
    const client = this.#client;
    while (client !== null && this.#mayBegin()) {
      const message = this.#waiting.shift() as Buffer;
      this.#underWay += 1;
      client.take(message).finally(() => {
        if (this.#isEnded) return;
        this.#underWay -= 1;
        this.#goOn();
      });
    }
    this.#partIfDone();
    this.#readOrPause();
    this.#endIfDone();
  }

  #mayBegin(): boolean {
    if (this.#waiting.length === 0 || this.#underWay >= MOST_UNDER_WAY || this.#timer !== null) return false;
    // Nobody reads replies any more: what came before the end is handled all the same.
    if (!this.#isClosed && this.#socket.bufferedAmount > MOST_UNREAD_BYTES) return false;
    const waitMs = this.#isClosed ? 0 : this.#pace.take(performance.now());
    if (waitMs === 0) return true;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#goOn();
    }, waitMs);
    return false;
  }

  #partIfDone(): void {
    if (this.#underWay === 0 && this.#waiting.length === 0) this.#partWhenDone?.();
  }

  #readOrPause(): void {
    if (this.#isClosed || this.#isStopping) return;
    const isBusy = this.#waiting.length > 0 || this.#underWay >= MOST_UNDER_WAY;
    const isUnread = this.#socket.bufferedAmount > MOST_UNREAD_BYTES;
    if (isBusy || isUnread) this.#socket.pause();
    else if (this.#socket.isPaused) this.#socket.resume();
  }

  #endIfDone(): void {
    if (this.#isEnded || !this.#isClosed || this.#underWay > 0 || this.#waiting.length > 0) return;
    // It left while it was looked at: what it sent before is handled as soon as that is done.
    if (this.#client === null && !this.#isParted) return;
    this.#isEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#client?.left({ isStopping: this.#isStopping });
    this.#options.onEnd();
  }
}
