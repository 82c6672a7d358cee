// What a server of WebSockets does at least: reads a message and answers with its id.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { id } = JSON.parse(String(data)).data;
    socket.send(JSON.stringify({ type: "ack", eventId: id }));
  });
  socket.send(JSON.stringify({ type: "connected" }));
});
server.on("listening", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`ready at ${port}`);
});
process.on("SIGTERM", () => process.exit(0));
