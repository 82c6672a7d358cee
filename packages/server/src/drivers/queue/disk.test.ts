import { join } from "node:path";
import { open as openLmdb } from "lmdb";
import { describe, expect, it, vi } from "vitest";
import { buildEnvelope } from "../../../test/build/build-envelope.ts";
import { takeBackCommit } from "../../../test/build/take-back-commit.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { QUEUE_OPTIONS } from "../../../test/contract/queue.contract.ts";
import { readGoldenRecord } from "../../../test/golden/read-record.ts";
import { runScript } from "../../../test/processes/child-process.ts";
import { QueueUnavailable } from "../../domain/errors.ts";
import type { Delivery, Queue } from "../../ports/queue.ts";
import { open } from "./disk.ts";

const newFolder = useTempFolders();

/** Three records in partition 0: positions 1-2, 3-5 and 6; then `damage` changes the bytes of the middle one on disk. */
async function queueWithDamage(damage: (record: Buffer) => Buffer): Promise<Queue> {
  const folder = join(newFolder(), "queue");
  const queue = await open(`disk:${folder}`, QUEUE_OPTIONS);
  for (const paths of [["/1", "/2"], ["/3", "/4", "/5"], ["/6"]]) {
    await queue.publish(paths.map((path) => ({ partition: 0, envelope: buildEnvelope({ path }) })));
  }
  await queue.close();
  await changeRecord(folder, 3, damage);
  return open(`disk:${folder}`, QUEUE_OPTIONS);
}

async function changeRecord(
  folder: string,
  position: number,
  change: (record: Buffer) => Buffer,
): Promise<void> {
  const root = openLmdb({ path: folder, maxDbs: 8, encoding: "msgpack" });
  const records = root.openDB<Buffer, [number, number]>({ name: "records", encoding: "binary" });
  await records.put([0, position], change(Buffer.from(records.get([0, position]) ?? [])));
  await root.close();
}

function receive(queue: Queue): Promise<Delivery | null> {
  return queue.receive({
    partition: 0,
    max: 100,
    waitMs: 0,
    lingerMs: 0,
    signal: new AbortController().signal,
  });
}

const flipBit = (at: number) => (record: Buffer) => {
  record[at] = (record[at] ?? 0) ^ 0x10;
  return record;
};

describe("a damaged record on disk", () => {
  it.each([
    { what: "a bit flipped in its body", damage: flipBit(40), fault: "checksum mismatch" },
    { what: "a bit flipped in its checksum", damage: flipBit(3), fault: "checksum mismatch" },
    { what: "a bit flipped in its count", damage: flipBit(6), fault: "wrong number of envelopes" },
    { what: "another format", damage: flipBit(1), fault: "unknown record format 17" },
    { what: "no mark at its head", damage: flipBit(0), fault: "not a queue record" },
    {
      what: "its end torn off",
      damage: (record: Buffer) => record.subarray(0, 60),
      fault: "checksum mismatch",
    },
    {
      what: "nothing but three bytes",
      damage: (record: Buffer) => record.subarray(0, 3),
      fault: "not a queue record",
    },
    { what: "nothing at all", damage: () => Buffer.alloc(0), fault: "not a queue record" },
  ])(
    "with $what is delivered as corrupt, position by position, and the rest as it is",
    async ({ damage, fault }) => {
      const queue = await queueWithDamage(damage);
      const delivery = (await receive(queue)) as Delivery;
      expect(delivery).toMatchObject({ first: 1, last: 6 });
      expect(
        delivery.messages.map((message) => [
          message.position,
          "corrupt" in message ? message.fault : message.fields[10],
        ]),
      ).toEqual([
        [1, "/1"],
        [2, "/2"],
        [3, fault],
        [4, `${fault}, the bytes are with position 3`],
        [5, `${fault}, the bytes are with position 3`],
        [6, "/6"],
      ]);
      expect(await queue.redeliver({ partition: 0, first: 1, last: 6 })).toEqual(delivery);
      expect(await queue.depth()).toMatchObject({ waiting: 6 });
      await queue.settle({ partition: 0, last: 6, dead: [] });
      expect(await queue.depth()).toMatchObject({ waiting: 0, oldestAt: null });
      await queue.close();
    },
  );

  it("at the end of the queue ends where the next event begins", async () => {
    const queue = await queueWithDamage(flipBit(40));
    await queue.settle({ partition: 0, last: 2, dead: [] });
    await queue.publish([{ partition: 0, envelope: buildEnvelope({ path: "/7" }) }]);
    const delivery = (await receive(queue)) as Delivery;
    expect(delivery.messages.map(({ position }) => position)).toEqual([3, 4, 5, 6, 7]);
    await queue.close();
  });
});

describe("a record that an earlier release left in the queue", () => {
  it.each(["format-1", "format-1-shorter"])("of %s is delivered after an upgrade", async (name) => {
    const folder = join(newFolder(), "queue");
    const before = await open(`disk:${folder}`, QUEUE_OPTIONS);
    await before.publish([1, 2].map(() => ({ partition: 0, envelope: buildEnvelope() })));
    await before.close();
    await changeRecord(folder, 1, () => readGoldenRecord(name));
    const queue = await open(`disk:${folder}`, QUEUE_OPTIONS);
    const delivery = (await receive(queue)) as Delivery;
    expect(
      delivery.messages.map((message) => ("fields" in message ? message.fields[4] : message.fault)),
    ).toEqual(["signup", "pageview"]);
    await queue.close();
  });
});

describe("the folder of a queue", () => {
  it("is closed to other users of the machine", async () => {
    const { statSync } = await import("node:fs");
    const folder = join(newFolder(), "queue");
    const queue = await open(`disk:${folder}`, QUEUE_OPTIONS);
    expect(statSync(folder).mode & 0o077).toBe(0);
    await queue.close();
  });

  it("keeps its size when events come and go", async () => {
    const { statSync } = await import("node:fs");
    const folder = join(newFolder(), "queue");
    const queue = await open(`disk:${folder}`, { ...QUEUE_OPTIONS, recentIds: 100 });
    const sizes: number[] = [];
    for (let round = 0; round < 60; round++) {
      const accepted = await queue.publish(
        Array.from({ length: 500 }, () => ({ partition: 0, envelope: buildEnvelope() })),
      );
      await queue.settle({ partition: 0, last: accepted.at(-1)?.position ?? 0, dead: [] });
      sizes.push(statSync(join(folder, "data.mdb")).size);
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[9] ?? 0) * 1.5);
    await queue.close();
  });
});

describe("a disk that was full for a while", () => {
  it("costs no memory of accepted ids: an event that was accepted before it counts once, also after a restart", async () => {
    const { execFileSync } = await import("node:child_process");
    const { rmSync, writeFileSync } = await import("node:fs");
    const disk = newFolder();
    // lmdb writes every failed commit to the console.
    const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
    try {
      const options = { ...QUEUE_OPTIONS, recentIds: 50 };
      const envelope = buildEnvelope();
      const before = await open(`disk:${disk}/queue`, options);
      await before.publish([{ partition: 0, envelope }]);
      const filler = join(disk, "filler");
      fillDisk((bytes) => writeFileSync(filler, bytes, { flag: "a" }));
      let refused = 0;
      for (let n = 0; n < 47; n++) {
        const batch = [{ partition: 0, envelope: buildEnvelope({ title: "t".repeat(20_000) }) }];
        await before.publish(batch).catch((error: unknown) => {
          expect(error).toBeInstanceOf(QueueUnavailable);
          refused += 1;
        });
      }
      expect(refused).toBe(47);
      rmSync(filler);
      for (let n = 0; n < 5; n++) await before.publish([{ partition: 0, envelope: buildEnvelope() }]);
      await before.close();
      const after = await open(`disk:${disk}/queue`, options);
      expect(await after.publish([{ partition: 0, envelope }])).toEqual([
        { partition: 0, position: 1, duplicate: true },
      ]);
      await after.close();
    } finally {
      quiet.mockRestore();
      execFileSync("umount", ["--lazy", disk]);
    }
  });

  function fillDisk(append: (bytes: Buffer) => void): void {
    for (const size of [64 * 1024, 512]) {
      try {
        for (;;) append(Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    }
  }
});

it("counts what another process published a moment ago, in the same turn of the event loop", async () => {
  const url = `disk:${join(newFolder(), "queue")}`;
  const queue = await open(url, QUEUE_OPTIONS);
  expect((await queue.depth()).waiting).toBe(0);
  runScript("publish-until-killed.ts", [url, "1", "10"]);
  expect((await queue.depth()).waiting).toBe(10);
  await queue.close();
});

describe("a process that opens the queue during a commit", () => {
  it("takes no acknowledged event away", async () => {
    const folder = join(newFolder(), "queue");
    const queue = await open(`disk:${folder}`, QUEUE_OPTIONS);
    const publish = (path: string) => queue.publish([{ partition: 0, envelope: buildEnvelope({ path }) }]);
    const accepted = [await publish("/1"), await publish("/2")];
    takeBackCommit(join(folder, "lock.mdb"));
    accepted.push(await publish("/3"));
    expect(accepted.flat().map(({ position }) => position)).toEqual([1, 2, 3]);
    expect((await receive(queue))?.messages).toHaveLength(3);
    await queue.close();
  });

  it("brings nothing back to the next owner that was settled before", async () => {
    const folder = join(newFolder(), "queue");
    const queue = await open(`disk:${folder}`, QUEUE_OPTIONS);
    await queue.publish([{ partition: 0, envelope: buildEnvelope() }]);
    await receive(queue);
    await queue.settle({ partition: 0, last: 1, dead: [] });
    takeBackCommit(join(folder, "lock.mdb"));
    await queue.takeOver(0);
    expect(await receive(queue)).toBeNull();
    await queue.close();
  });
});
