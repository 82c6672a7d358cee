import type { Message } from "../../ports/queue.ts";

/**
 * One for every envelope that a damaged record held, since each was accepted and must be found again; the first has
 * the bytes.
 */
export function corruptMessages(first: number, last: number, bytes: Buffer, fault: string): Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    index === 0
      ? { position: first, corrupt: bytes, fault }
      : {
          position: first + index,
          corrupt: Buffer.alloc(0),
          fault: `${fault}, the bytes are with position ${first}`,
        },
  );
}
