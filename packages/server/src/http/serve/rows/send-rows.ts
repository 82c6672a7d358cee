import type { ExportFormat } from "@millrace/protocol";
import type { FastifyReply } from "fastify";
import type { Log } from "../../../ports/log.ts";
import { sendChunks, withFirst } from "../send-chunks.ts";
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
  const chunks = encode(rows.columns, withFirst(first, rows.pages));
  return sendChunks(reply, {
    chunks,
    contentType,
    fileName: rows.fileName,
    extension,
    onClose: () => void rows.pages.return(undefined),
    log: rows.log,
  });
}
