import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { LingeringResponse } from "./lingering-response.ts";

/** A client of a server that refuses each request before it reads the body. */
async function beginRequest() {
  const server = createServer({ ServerResponse: LingeringResponse }, (_request, response) => {
    response.writeHead(413, ["content-length", "8", "connection", "close"]).end("too much");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => {});
  client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n");
  return { server, client };
}

it("reaches a client that reads nothing before it has sent everything", async () => {
  const { server, client } = await beginRequest();
  client.write(Buffer.alloc(20_000_000));
  await Promise.race([once(client, "drain"), once(client, "close")]);
  let reply = "";
  for await (const chunk of client.setEncoding("utf8")) reply += chunk;
  expect(reply).toMatch(/^HTTP\/1\.1 413 .*too much$/s);
  server.close();
});

it("hangs up on a client that goes on and on", async () => {
  const { server, client } = await beginRequest();
  const begun = performance.now();
  while (!client.destroyed && performance.now() - begun < 5000) {
    client.write("a");
    await sleep(50);
  }
  expect(client.destroyed).toBe(true);
  expect(performance.now() - begun).toBeGreaterThan(1500);
  server.close();
});
