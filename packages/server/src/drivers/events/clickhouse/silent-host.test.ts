import { Agent, createServer, get } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { hangUpOnSilence } from "./silent-host.ts";

const QUICK = { lookEveryMs: 20, patienceMs: 100 };
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks a host for something while it is watched. */
function ask(url: string): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  endings.push(hangUpOnSilence(`${url}/ping`, [agent], QUICK), () => agent.destroy());
  return new Promise((resolve, reject) => {
    get(`${url}/slow`, { agent }, (reply) => {
      reply.resume();
      reply.on("end", () => resolve("answered"));
    }).on("error", reject);
  });
}

describe("hangUpOnSilence", () => {
  it("fails what is under way when the host takes connections and answers nothing", async () => {
    const url = await listen(createTcpServer((socket) => endings.push(() => socket.destroy())));
    await expect(ask(url)).rejects.toThrow("does not respond");
  });

  it.each([200, 404])("waits for a slow reply of a host that answers a ping with %i", async (status) => {
    const url = await listen(
      createServer(async (request, response) => {
        if (request.url === "/slow") await sleep(500);
        response.writeHead(status).end();
      }),
    );
    expect(await ask(url)).toBe("answered");
  });

  it("waits for the last reply of a host that takes no more connections", async () => {
    const server = createServer(async (_request, response) => {
      server.close();
      await sleep(500);
      response.end();
    });
    expect(await ask(await listen(server))).toBe("answered");
  });
});
