import type { IncomingMessage, OutgoingMessage } from "node:http";
import type { Socket } from "node:net";
import { NOSNIFF } from "./front.ts";

/** Requests whose bodies are streamed, by connection. */
const streams = new WeakMap<Socket, IncomingMessage>();
const cut = new WeakSet<IncomingMessage>();

/**
 * Leaves a streamed request to its reader. Node's time limit for a whole request does not end it; when the connection
 * breaks, the reader learns it from isCut and replies. Returns a function that ends this.
 */
export function readAsItComes(request: IncomingMessage): () => void {
  const { socket } = request;
  streams.set(socket, request);
  return function endOfStream() {
    // The next request of a pipelining client may have begun.
    if (streams.get(socket) === request) streams.delete(socket);
  };
}

/** Returns whether a body ended early: no more of it can come. */
export const isCut = (request: IncomingMessage): boolean => request.destroyed || cut.has(request);

interface Refusal {
  readonly status: string;
  readonly error: string;
}

/** Replies for what Node's parser and limits refuse before a request is complete. */
const REFUSALS: ReadonlyMap<string | undefined, Refusal> = new Map([
  [
    "ERR_HTTP_REQUEST_TIMEOUT",
    { status: "408 Request Timeout", error: "the request did not arrive in time" },
  ],
  [
    "HPE_HEADER_OVERFLOW",
    { status: "431 Request Header Fields Too Large", error: "the headers are too large" },
  ],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", { status: "413 Payload Too Large", error: "the chunks are too large" }],
]);
const NO_HTTP: Refusal = { status: "400 Bad Request", error: "the request is not valid HTTP" };

/** Replies where Node itself refuses, and closes the connection. For `clientError`. */
export function refuseByNode(error: NodeJS.ErrnoException, socket: Socket): void {
  const request = streams.get(socket);
  if (request !== undefined && !socket.destroyed && error.code !== "ECONNRESET") {
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return;
    cut.add(request);
    // Its reader waits for that.
    request.emit("readable");
    return;
  }
  if (error.code !== "ECONNRESET" && socket.writable && !hasBegunReply(socket)) {
    const { status, error: sentence } = REFUSALS.get(error.code) ?? NO_HTTP;
    socket.write(refusal(status, JSON.stringify({ error: sentence })));
  }
  socket.destroy(error);
}

/** Node does not expose the current reply of a connection; its own handler reads the same field. */
function hasBegunReply(socket: Socket): boolean {
  const { _httpMessage: reply } = socket as Socket & { _httpMessage?: OutgoingMessage | null };
  return reply?.headersSent === true;
}

function refusal(status: string, body: string): string {
  return [
    `HTTP/1.1 ${status}`,
    NOSNIFF.join(": "),
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
