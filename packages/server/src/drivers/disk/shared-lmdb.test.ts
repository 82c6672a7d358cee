import { once } from "node:events";
import { join } from "node:path";
import type { Database } from "lmdb";
import { expect, it } from "vitest";
import { takeBackCommit } from "../../../test/build/take-back-commit.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { exited, forkScript } from "../../../test/processes/child-process.ts";
import { SharedLmdb } from "./shared-lmdb.ts";

const newFolder = useTempFolders();

const openLetters = (path: string) =>
  SharedLmdb.open({ path }, (root): Database<number, string> => root.openDB({ name: "letters" }));

/** Holds "a", in a commit that another process took back. */
async function openOutdated() {
  const path = newFolder();
  const opened = await openLetters(path);
  await opened.lmdb.write(() => void opened.databases.putSync("a", 1));
  takeBackCommit(join(path, "lock.mdb"));
  return { path, lmdb: opened.lmdb, letters: opened.databases };
}

it("writes over no commit that another process took back while it opened", async () => {
  const path = newFolder();
  const { lmdb, databases: letters } = await openLetters(path);
  await lmdb.write(() => void letters.putSync("a", 1));
  await lmdb.write(() => void letters.putSync("b", 2));
  takeBackCommit(join(path, "lock.mdb"));
  await Promise.all([
    lmdb.write(() => void letters.putSync("c", 3)),
    lmdb.write(() => void letters.putSync("d", 4)),
  ]);
  takeBackCommit(join(path, "lock.mdb"));
  await lmdb.write(() => void letters.putSync("e", 5));
  expect(Array.from(letters.getRange(), ({ key }) => key)).toEqual(["a", "b", "c", "d", "e"]);
  await lmdb.close();
});

it("runs once what has to wait for the newest commit", async () => {
  const { lmdb } = await openOutdated();
  let runs = 0;
  expect(await lmdb.write(() => ++runs)).toBe(1);
  expect(runs).toBe(1);
  await lmdb.close();
});

it("says which folder still shows an old commit when nobody can put it right", async () => {
  const { path, lmdb, letters } = await openOutdated();
  const { execPath } = process;
  process.execPath = "/no/such/node";
  try {
    await expect(lmdb.write(() => {})).rejects.toMatchObject({
      name: "QueueUnavailable",
      message: expect.stringContaining(`${path} still shows an old commit`),
    });
  } finally {
    process.execPath = execPath;
  }
  await lmdb.write(() => void letters.putSync("b", 2));
  expect(Array.from(letters.getRange(), ({ key }) => key)).toEqual(["a", "b"]);
  await lmdb.close();
});

it("makes one queue for all processes that open a new folder at once, and none loses a commit", async () => {
  const url = `disk:${join(newFolder(), "queue")}`;
  const publishers = Array.from({ length: 5 }, (_, index) =>
    forkScript("publish-until-killed.ts", [url, String(index + 1), "300"]),
  );
  const positions: number[] = [];
  await Promise.all(
    publishers.map(async (publisher) => {
      publisher.on("message", (message: { positions: number[] }) => positions.push(...message.positions));
      const [code] = await once(publisher, "exit");
      expect(code).toBe(0);
      await exited(publisher);
    }),
  );
  expect(positions.sort((a, b) => a - b)).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
});
