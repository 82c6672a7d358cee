import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it } from "vitest";
import { asksForUpgrade, routeUpgrades, takeUpgrade } from "./upgrades.ts";

/** Connects to a server with this route and asks for a WebSocket; the client never closes its side by itself. */
async function ask(route: RequestListener, untakenMs: number) {
  const server = createServer();
  routeUpgrades(server, route, untakenMs);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  client.on("error", () => {});
  client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  const [request] = await once(server, "upgrade");
  return { server, client, request };
}

it("cuts one that no route takes or answers", async () => {
  const { server, client } = await ask(() => {}, 50);
  server.close();
  await once(server, "close");
  client.destroy();
});

it("cuts one that is answered while its client keeps its side open", async () => {
  const { server, client } = await ask((_request, response) => response.writeHead(404).end(), 60_000);
  server.close();
  await once(server, "close");
  client.destroy();
});

it("sets no limit to one that was taken, and lets it be taken once", async () => {
  const { server, client, request } = await ask((asked) => takeUpgrade(asked).socket.write("hello"), 50);
  await once(client, "data");
  expect(asksForUpgrade(request)).toBe(false);
  expect(() => takeUpgrade(request)).toThrow("there is no upgrade to take");
  const ended = once(client, "end").then(() => true);
  const stands = new Promise((resolve) => setTimeout(resolve, 150, false));
  expect(await Promise.race([ended, stands])).toBe(false);
  client.destroy();
  server.close();
});
