import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { RingFile } from "./ring-file.ts";

const newFolder = useTempFolders();
const RECORD = 256;

async function openRing(path = join(newFolder(), "trace", "a.events"), capacity = 5, process = "host:1") {
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (_: object, text: string) => void warnings.push(text),
  };
  const ring = await RingFile.open(path, { recordBytes: RECORD, capacity, process, log });
  return { ring, path, warnings };
}

/** Records that hold a number each. */
const numbered = (from: number, to: number) =>
  Buffer.concat(Array.from({ length: to - from + 1 }, (_, at) => Buffer.alloc(RECORD, from + at)));

async function numbersIn(ring: RingFile): Promise<number[]> {
  const numbers: number[] = [];
  await ring.scan((records) => {
    for (let at = 0; at < records.length; at += RECORD) numbers.push(records[at] ?? -1);
  });
  return numbers;
}

it.each([
  { appended: [[1, 3]], kept: [1, 2, 3], description: "fewer than fit" },
  { appended: [[1, 5]], kept: [1, 2, 3, 4, 5], description: "exactly as many as fit" },
  {
    appended: [
      [1, 4],
      [5, 7],
    ],
    kept: [3, 4, 5, 6, 7],
    description: "some beyond the end",
  },
  {
    appended: [
      [1, 4],
      [5, 23],
    ],
    kept: [19, 20, 21, 22, 23],
    description: "several rounds at once",
  },
] as const)("keeps the last ones of $description, also for who opens it next", async ({ appended, kept }) => {
  const { ring, path } = await openRing();
  for (const [from, to] of appended) await ring.append(numbered(from, to));
  expect(await numbersIn(ring)).toEqual(kept);
  await ring.close();
  const { ring: again, warnings } = await openRing(path);
  expect(await numbersIn(again)).toEqual(kept);
  await again.append(numbered(99, 99));
  expect(await numbersIn(again)).toEqual([...kept, 99].slice(-5));
  expect(warnings).toEqual([]);
  await again.close();
  expect(statSync(path).size).toBeLessThanOrEqual(4096 + 5 * RECORD);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("is read in pieces, however large it is", async () => {
  const { ring } = await openRing(undefined, 20_000);
  await ring.append(Buffer.alloc(20_000 * RECORD, 1));
  const pieces: number[] = [];
  await ring.scan((records) => pieces.push(records.length));
  expect(pieces.reduce((sum, bytes) => sum + bytes)).toBe(20_000 * RECORD);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(1 << 20);
  await ring.close();
});

it.each([
  { what: "of somebody else", damage: (path: string) => writeFileSync(path, "of somebody else") },
  { what: "without some of its records", damage: (path: string) => truncateSync(path, 4096 + RECORD) },
  { what: "cut within its header", damage: (path: string) => truncateSync(path, 20) },
  {
    what: "of another format",
    damage: (path: string) =>
      writeFileSync(path, `MRTRACE1${readFileSync(path, "latin1").slice(8)}`, "latin1"),
  },
])("starts a file $what anew, and says so", async ({ damage }) => {
  const { ring, path } = await openRing();
  await ring.append(numbered(1, 3));
  await ring.close();
  damage(path);
  const { ring: again, warnings } = await openRing(path);
  expect(warnings).toEqual(["a trace file is damaged or has another format or size, starting it anew"]);
  expect(await numbersIn(again)).toEqual([]);
  await again.append(numbered(4, 4));
  expect(await numbersIn(again)).toEqual([4]);
  await again.close();
});

it("numbers records over restarts, and knows which process wrote each", async () => {
  const { ring, path } = await openRing();
  await ring.append(numbered(1, 4));
  await ring.close();
  const { ring: again } = await openRing(path, 5, "host:2");
  await again.append(numbered(5, 7));
  const known: [number, number, string][] = [];
  await again.scan((records, first) => {
    for (let at = 0; at < records.length; at += RECORD) {
      const number = first + at / RECORD;
      known.push([number, records[at] ?? 0, again.writerOf(number)]);
    }
  });
  expect(known).toEqual([
    [2, 3, "host:1"],
    [3, 4, "host:1"],
    [4, 5, "host:2"],
    [5, 6, "host:2"],
    [6, 7, "host:2"],
  ]);
  expect(again.next).toBe(7);
  await again.close();
});
