import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Log } from "../../ports/log.ts";

export interface ChunksToSend {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly contentType: string;
  /** Name of the file, without its extension. */
  readonly fileName: string;
  /** Without the dot. */
  readonly extension: string;
  /** Called at the end, also when the client hangs up. */
  readonly onClose: () => void;
  readonly log: Log;
}

/** Streams a file as it is made. An error cuts the connection, so that no client takes a part for the whole. */
export function sendChunks(reply: FastifyReply, file: ChunksToSend): FastifyReply {
  const body = Readable.from(file.chunks, { objectMode: false });
  body.once("close", file.onClose);
  body.on("error", (error) => {
    if (!reply.raw.destroyed) file.log.warn({ error: error.message }, "an export ended early");
  });
  return reply
    .header("content-disposition", `attachment; filename="${safe(file.fileName)}.${file.extension}"`)
    .type(file.contentType)
    .send(body);
}

/** Yields what was taken of a generator already, and then the rest. */
export async function* withFirst<Item>(
  first: IteratorResult<Item>,
  rest: AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

const safe = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 100);
