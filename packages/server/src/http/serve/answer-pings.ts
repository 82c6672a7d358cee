import type { WebSocket } from "ws";

/** What a WebSocketServer needs for answerPings, and against messages of countless tiny parts. */
export const FRAME_LIMITS = { autoPong: false, maxFragments: 1024, maxBufferedChunks: 1024 } as const;

/** Answers pings, but none while so many bytes wait for the client: ws would keep every answer for one that does not read. */
export function answerPings(socket: WebSocket, mostUnreadBytes: number): void {
  socket.on("ping", (data) => {
    if (socket.bufferedAmount <= mostUnreadBytes) socket.pong(data);
  });
}
