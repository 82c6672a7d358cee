import { type IncomingMessage, ServerResponse } from "node:http";
import { SECOND } from "../../domain/time.ts";

type EndParameters = Parameters<ServerResponse["end"]>;

/** How long the rest of a request is read and discarded after its reply. */
const LINGER_MS = 2 * SECOND;

/**
 * A reply that reaches a client which is still sending. Closing a connection with unread bytes resets it, and a reset
 * discards what the client has not read yet: of refused bodies one client in fifty saw no status, only a broken
 * connection, and would have sent the same again (RFC 9112, 9.6). So the whole reply is sent first, and the connection
 * ends when the client has finished.
 */
export class LingeringResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
  override end(...given: readonly unknown[]): this {
    const { req } = this;
    if (req.complete || !hasBody(req)) return super.end(...(given as EndParameters));
    const [text, ...rest] = typeof given[0] === "function" ? [undefined, ...given] : given;
    if (text === undefined || text === null) this.flushHeaders();
    else this.write(text, typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8");
    const finish = () => {
      clearTimeout(limit);
      req.off("end", finish).off("close", finish);
      super.end(...(rest.filter((arg) => typeof arg === "function") as EndParameters));
    };
    const limit = setTimeout(finish, LINGER_MS).unref();
    req.once("end", finish).once("close", finish).resume();
    return this;
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
