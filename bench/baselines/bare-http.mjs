// The least a node:http server can do for an event: read its body and answer 202.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    Buffer.concat(chunks);
    response.statusCode = 202;
    response.end();
  });
});
server.listen(0, "127.0.0.1", () =>
  process.stdout.write(`port ${/** @type {import("node:net").AddressInfo} */ (server.address()).port}\n`),
);
process.on("SIGTERM", () => process.exit(0));
