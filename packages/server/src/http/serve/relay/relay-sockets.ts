import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { SHARE_HEADER } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from "fastify";
import { SECOND } from "../../../domain/time.ts";
import type { Listed } from "../endpoint.ts";
import { sendFailure } from "../server.ts";
import { takeUpgrade, type Upgrade } from "../upgrades.ts";
import { addressBehind, NOT_RELAYED } from "./address-behind.ts";
import { away, type Behind } from "./behind.ts";
import { RELAY_NOTE } from "./relay-note.ts";

/** Without Origin, which was checked against the host here: the process behind is called under its own name. */
const ASKED_WITH = [
  "connection",
  "upgrade",
  "authorization",
  "cookie",
  SHARE_HEADER,
  "sec-websocket-key",
  "sec-websocket-version",
  "sec-websocket-protocol",
  "sec-websocket-extensions",
];
const ANSWER_MS = 10 * SECOND;
/** How long connections may take to close when the server closes. */
const GOODBYE_MS = SECOND;
/**
 * A client's close frame, status 1001, masked with zeros. The process behind replies with a close frame for the viewer.
 */
const GOING_AWAY = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9]);

/** Creates handlers that relay WebSockets to the process behind, byte by byte. */
export function createRelaySockets(routes: FastifyInstance, behind: Behind) {
  const pairs = new Pairs();
  routes.addHook("preClose", () => pairs.close());

  return function relaySocket(listed: Listed): RouteHandlerMethod {
    return async function handle(request, reply) {
      const hungUp = new AbortController();
      request.raw.socket.once("close", () => hungUp.abort());
      const note = behind.note(request.raw);
      const answer = await behind.request((base) => askBehind(request, base, note), hungUp.signal);
      if (answer === null) return sendFailure(away(behind), reply, listed);
      if (answer === "not relayed") return sendFailure(NOT_RELAYED, reply, listed);
      if (answer.behind === null) return handOn(reply, answer.message);
      const upgrade = takeUpgrade(request.raw);
      reply.hijack();
      pairs.join(upgrade, answer.behind, answer.message);
      return reply;
    };
  };
}

interface Answer {
  readonly message: IncomingMessage;
  /** The connection to the process behind; null when it sent an ordinary reply. */
  readonly behind: Upgrade | null;
}

/** Returns null when the process behind does not answer. */
async function askBehind(
  request: FastifyRequest,
  base: string,
  note: string,
): Promise<Answer | "not relayed" | null> {
  const address = addressBehind(base, request.raw.url);
  if (address === null) return "not relayed";
  const headers: Record<string, string> = { [RELAY_NOTE]: note };
  for (const name of ASKED_WITH) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = String(value);
  }
  return new Promise((resolve) => {
    const asked =
      address.protocol === "https:"
        ? httpsRequest(address, { headers, agent: false })
        : httpRequest(address, { headers, agent: false });
    const hangUp = () => asked.destroy();
    request.raw.socket.once("close", hangUp);
    const settle = (answer: Answer | null) => {
      request.raw.socket.removeListener("close", hangUp);
      clearTimeout(limit);
      resolve(answer);
    };
    const limit = setTimeout(hangUp, ANSWER_MS);
    asked.on("upgrade", (message, socket, head) => settle({ message, behind: { socket, head } }));
    asked.on("response", (message) => settle({ message, behind: null }));
    asked.on("error", () => settle(null));
    asked.on("close", () => settle(null));
    asked.end();
  });
}

async function handOn(reply: FastifyReply, message: IncomingMessage): Promise<FastifyReply> {
  const { "content-type": type, "retry-after": retryAfter } = message.headers;
  if (type !== undefined) reply.type(type);
  if (retryAfter !== undefined) reply.header("retry-after", retryAfter);
  return reply.code(message.statusCode ?? 502).send(message);
}

/** A viewer's connection and the one to the process behind. */
interface Pair {
  readonly behind: Duplex;
  readonly viewer: Duplex;
}

/** The open pairs, until the server closes. */
class Pairs {
  readonly #all = new Set<Pair>();
  #isClosed = false;

  join(before: Upgrade, after: Upgrade, { rawHeaders }: IncomingMessage): void {
    const pair = { viewer: before.socket, behind: after.socket };
    this.#all.add(pair);
    const end = () => {
      this.#all.delete(pair);
      pair.viewer.destroy();
      pair.behind.destroy();
    };
    for (const socket of [pair.viewer, pair.behind]) {
      socket.on("error", end);
      socket.on("close", end);
    }
    // While the process behind was asked the viewer may have left, or the others were told goodbye.
    if (this.#isClosed || pair.viewer.destroyed || pair.behind.destroyed) {
      end();
      return;
    }
    pair.viewer.write(switchingProtocols(rawHeaders));
    if (after.head.length > 0) pair.viewer.write(after.head);
    if (before.head.length > 0) pair.behind.write(before.head);
    pair.viewer.pipe(pair.behind);
    pair.behind.pipe(pair.viewer);
  }

  /** Resolves when every viewer is disconnected, by force after GOODBYE_MS. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#all];
    const gone = all.map(({ viewer }) => new Promise((resolve) => viewer.once("close", resolve)));
    const limit = setTimeout(() => {
      for (const { viewer } of all) viewer.destroy();
    }, GOODBYE_MS);
    for (const { behind } of all) behind.write(GOING_AWAY);
    await Promise.all(gone);
    clearTimeout(limit);
  }
}

function switchingProtocols(rawHeaders: readonly string[]): string {
  const lines = ["HTTP/1.1 101 Switching Protocols"];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
