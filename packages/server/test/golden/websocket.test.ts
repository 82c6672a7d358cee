import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
const RECORD = readFileSync(new URL("./records/websocket.txt", import.meta.url), "utf8");
const CONVERSATIONS = RECORD.split(/\n(?=connect )/)
  .slice(1)
  .map((text) => text.trim().split("\n"));

let app: StartedApp;
beforeAll(async () => {
  app = await startApp(newFolder());
});
afterAll(() => app.stop());

/** What was received, with "…" where the record has it. */
function likeRecord(received: unknown, recorded: unknown): unknown {
  if (recorded === "…" && typeof received === "string") return "…";
  if (typeof received !== "object" || received === null) return received;
  const wanted = recorded as Record<string, unknown> | undefined;
  return Object.fromEntries(Object.entries(received).map(([key, value]) => [key, likeRecord(value, wanted?.[key])]));
}

it.each(CONVERSATIONS.map((lines) => ({ lines, name: lines[0] })))("$name goes as recorded", async ({ lines }) => {
  const [first = "", ...rest] = lines;
  const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
  const socket = new WebSocket(app.url.replace("http", "ws") + first.slice("connect ".length), {
    headers: { "user-agent": userAgent },
  });
  const received: string[] = [];
  socket.on("message", (data) => received.push(String(data)));
  const closed = once(socket, "close");
  for (const line of rest) {
    if (line.startsWith("> ")) socket.send(line.slice(2).replaceAll("NOW", new Date().toISOString()));
    else if (line.startsWith("< ")) {
      const recorded = JSON.parse(line.slice(2)) as object;
      while (received.length === 0) await once(socket, "message");
      const message = JSON.parse(received.shift() ?? "") as object;
      expect(likeRecord(message, recorded)).toEqual(recorded);
    } else {
      const [code, reason] = await closed;
      expect(`closed ${code} ${reason}`).toBe(line);
    }
  }
  socket.terminate();
});

it("keeps of the recorded events what it says", async () => {
  const rows = async () => {
    const reply = await fetch(`${app.url}/api/v1/export?site_id=golden.example&format=ndjson`);
    const text = await reply.text();
    return text.trim() === "" ? [] : text.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  let all = await rows();
  for (const until = Date.now() + 10_000; all.length < 3 && Date.now() < until; ) all = await rows();
  const named = (name: string) => all.find((row) => row.name === name);
  expect(all).toHaveLength(3);
  expect(named("pageview")).toMatchObject({ path: "/shoes", title: "Shoes", screen: "1920x1080", utm_source: "mail" });
  expect(named("buy")).toMatchObject({ path: "/shoes" });
  expect(JSON.stringify(named("buy"))).toContain("automatic");
  expect(named("hover")).toMatchObject({ path: "/hats" });
});
