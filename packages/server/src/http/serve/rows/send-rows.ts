import { Readable } from "node:stream";
import type { ExportFormat } from "@millrace/protocol";
import type { FastifyReply } from "fastify";
import type { Log } from "../../../ports/log.ts";
import { ROW_FORMATS } from "./index.ts";
import type { Column, Row } from "./row-format.ts";

export interface RowsToSend {
  readonly format: ExportFormat;
  readonly columns: readonly Column[];
  readonly pages: AsyncGenerator<readonly Row[]>;
  /** Name of the file, without its extension. */
  readonly fileName: string;
  readonly log: Log;
}

/**
 * Streams rows as they are read. An error before the first page is thrown, so that the reply has its status. A later
 * error cuts the connection, so that no client takes a part for the whole.
 */
export async function sendRows(reply: FastifyReply, rows: RowsToSend): Promise<FastifyReply> {
  const { contentType, extension, encode } = ROW_FORMATS[rows.format];
  const first = await rows.pages.next();
  const body = Readable.from(encode(rows.columns, withFirst(first, rows.pages)), { objectMode: false });
  body.once("close", () => void rows.pages.return(undefined));
  body.on("error", (error) => {
    if (!reply.raw.destroyed) rows.log.warn({ error: error.message }, "an export ended early");
  });
  return reply
    .header("content-disposition", `attachment; filename="${fileName(rows.fileName)}.${extension}"`)
    .type(contentType)
    .send(body);
}

async function* withFirst<Item>(
  first: IteratorResult<Item>,
  rest: AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

const fileName = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 100);
