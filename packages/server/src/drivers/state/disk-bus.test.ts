import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { StateUnavailable } from "../../domain/errors.ts";
import { DiskBus } from "./disk-bus.ts";

const newFolder = useTempFolders();
const opened = new Set<DiskBus>();

afterEach(async () => {
  for (const bus of opened) await bus.close();
  opened.clear();
});

function openBus(folder: string): DiskBus {
  const bus = new DiskBus(join(folder, "bus"));
  opened.add(bus);
  return bus;
}

async function listen(bus: DiskBus): Promise<string[]> {
  const heard: string[] = [];
  await bus.subscribe("topic", (message) => void heard.push(message));
  return heard;
}

const heardSoon = (heard: readonly string[], expected: readonly string[]) =>
  expect.poll(() => heard, { timeout: 3000, interval: 5 }).toEqual(expected);

/** Of 30 KB, by each of two publishers: about a dozen segments. */
const MESSAGES = 200;

it("skips a line that a full disk cut off and lines of others, and loses none of its own by them", async () => {
  const folder = newFolder();
  const bus = openBus(folder);
  const heard = await listen(bus);
  await bus.publish("topic", "1");
  const file = join(folder, "bus", "1.jsonl");
  appendFileSync(file, '\n["topic","cut o');
  await bus.publish("topic", "2");
  appendFileSync(file, 'null\n{}\n["topic"]\n["topic",7]\n\n');
  await bus.publish("topic", "3");
  await heardSoon(heard, ["1", "2", "3"]);
});

it("hears every message, in each publisher's order, while segments fill up, and keeps few of them", async () => {
  const folder = newFolder();
  const heard = await listen(openBus(folder));
  const publish = async (publisher: string) => {
    const bus = openBus(folder);
    for (let n = 0; n < MESSAGES; n++) {
      await bus.publish("topic", `${publisher} ${n} ${".".repeat(30_000)}`);
      // A reader may be some MB behind.
      while (heard.length < 2 * n - 60) await sleep(5);
    }
  };
  await Promise.all(["a", "b"].map(publish));
  await expect.poll(() => heard.length, { timeout: 5000 }).toBe(2 * MESSAGES);
  for (const publisher of ["a", "b"]) {
    const numbers = heard
      .filter((message) => message.startsWith(publisher))
      .map((message) => message.split(" ")[1]);
    expect(numbers).toEqual(Array.from({ length: MESSAGES }, (_, n) => String(n)));
  }
  const names = readdirSync(join(folder, "bus"));
  expect(names).not.toContain("1.jsonl");
  expect(names.length).toBeLessThanOrEqual(5);
});

it("goes on after the folder was emptied under it", async () => {
  const folder = newFolder();
  const [bus, other] = [openBus(folder), openBus(folder)];
  const heard = await listen(other);
  await bus.publish("topic", "1");
  await heardSoon(heard, ["1"]);
  rmSync(join(folder, "bus", "1.jsonl"));
  await sleep(200);
  await bus.publish("topic", "2");
  await heardSoon(heard, ["1", "2"]);
});

it("keeps messages from other users of the machine", async () => {
  const folder = newFolder();
  await openBus(folder).publish("topic", "1");
  expect(statSync(join(folder, "bus")).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "bus", "1.jsonl")).mode & 0o077).toBe(0);
});

it("fails with StateUnavailable while its folder is away, and listens on when it is back", async () => {
  const folder = newFolder();
  const bus = openBus(folder);
  const heard = await listen(bus);
  rmSync(join(folder, "bus"), { recursive: true });
  await expect(bus.publish("topic", "missed")).rejects.toThrow(StateUnavailable);
  await expect(bus.subscribe("topic", () => {})).rejects.toThrow(StateUnavailable);
  await sleep(200);
  mkdirSync(join(folder, "bus"));
  await bus.publish("topic", "1");
  await heardSoon(heard, ["1"]);
});

it("passes by files that are no segments", async () => {
  const folder = newFolder();
  const bus = openBus(folder);
  writeFileSync(join(folder, "bus", "9.jsonl.bak"), '["topic","of a copy"]\n');
  const heard = await listen(bus);
  await bus.publish("topic", "1");
  await heardSoon(heard, ["1"]);
  expect(readdirSync(join(folder, "bus")).sort()).toEqual(["1.jsonl", "9.jsonl.bak"]);
});
