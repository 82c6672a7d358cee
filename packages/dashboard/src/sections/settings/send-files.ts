import { IMPORT_PIECE_BYTES, type ImportInfo } from "@millrace/protocol";
import { isWorthRetrying } from "../../api.ts";
import { moreApi } from "../../more-api.ts";

const AGAIN_MS = 1000;

/** Sends the files of an import piece by piece. Throws what a piece is refused with, and when the signal is aborted. */
export async function sendFiles(
  site: string,
  id: string,
  files: readonly File[],
  { signal, onProgress }: { signal: AbortSignal; onProgress: (info: ImportInfo) => void },
): Promise<void> {
  for (const [number, file] of files.entries()) {
    for (let offset = 0; offset < file.size; offset += IMPORT_PIECE_BYTES) {
      const bytes = file.slice(offset, offset + IMPORT_PIECE_BYTES);
      onProgress(await sendPiece(site, id, { file: number, offset, bytes }, signal));
    }
  }
}

type Piece = Parameters<typeof moreApi.sendImportPiece>[2];

/** Again where the way was lost: a piece that had arrived after all is not the next one, which says as much. */
async function sendPiece(site: string, id: string, piece: Piece, signal: AbortSignal): Promise<ImportInfo> {
  for (let failures = 0; ; failures++) {
    try {
      return await moreApi.sendImportPiece(site, id, piece, signal);
    } catch (error) {
      if (failures > 0) {
        const info = await moreApi.import(site, id).catch(() => null);
        if ((info?.files[piece.file]?.received ?? 0) >= piece.offset + piece.bytes.size)
          return info as ImportInfo;
      }
      if (signal.aborted || !isWorthRetrying(failures, error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
