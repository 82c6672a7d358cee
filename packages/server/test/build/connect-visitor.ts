import { WebSocket } from "ws";

/** Connects a visitor of a site; resolves once the server has greeted. */
export async function connectVisitor(
  url: string,
  site: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ send(message: object): void; close(): void }> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws?projectId=${site}&sessionId=1`, { headers });
  await new Promise((resolve, reject) => {
    socket.on("message", resolve);
    socket.on("error", reject);
  });
  return { send: (message) => socket.send(JSON.stringify(message)), close: () => socket.close() };
}
