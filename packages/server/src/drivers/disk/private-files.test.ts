import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startApp } from "../../../test/build/start-app.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { open as openAccounts } from "../accounts/sqlite.ts";
import { openQueue } from "../queue/index.ts";
import { openState } from "../state/index.ts";

const newFolder = useTempFolders();
const umask = process.umask();
afterEach(() => void process.umask(umask));

interface Found {
  readonly path: string;
  readonly isFolder: boolean;
  readonly mode: string;
}

/** Everything below a folder; of folders that the process alone may enter only the folder. */
function below(folder: string, root = folder): Found[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const mode = statSync(path).mode & 0o777;
    const found = { path: relative(root, path), isFolder: entry.isDirectory(), mode: mode.toString(8) };
    return entry.isDirectory() ? [found, ...below(path, root)] : [found];
  });
}

const queueOptions = {
  maxBytes: 1e6,
  recentIds: 10,
  partitions: 1,
  stateUrl: "memory:",
  guards: { fsync: true, recentIds: true },
};

/** Opens and closes all drivers that keep files, with something in each. */
async function useDrivers(folder: string, look: () => void = () => {}): Promise<void> {
  const queue = await openQueue(`disk:${folder}/queue`, queueOptions);
  const state = await openState(`disk:${folder}/state`, { guards: { fsync: true } });
  const accounts = await openAccounts(`sqlite:${folder}/app.db`);
  await state.salt("2026-03-10");
  await state.publish("topic", "message");
  look();
  await Promise.all([queue.close(), state.close(), accounts.close()]);
}

/** What a careless umask and an older release left: everything may be read by everyone. */
function openToAll(folder: string): void {
  for (const { path, isFolder } of below(folder)) chmodSync(join(folder, path), isFolder ? 0o755 : 0o644);
  chmodSync(folder, 0o755);
}

function expectPrivate(folder: string): void {
  const found = below(folder);
  expect(found.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      "app.db",
      "app.db-shm",
      "app.db-wal",
      "queue",
      "queue/data.mdb",
      "queue/lock.mdb",
      "state/bus/1.jsonl",
      "state/salts/2026-03-10",
      "state/state.mdb",
      "state/state.mdb-lock",
    ]),
  );
  for (const { path, isFolder, mode } of found)
    expect(`${path} ${mode}`).toBe(`${path} ${isFolder ? "700" : "600"}`);
}

describe.each([
  { mask: 0o000, what: "that lets everyone in" },
  { mask: 0o022, what: "as usual" },
  { mask: 0o077, what: "that lets nobody in" },
])("with a umask $what", ({ mask }) => {
  it("makes files that are ours alone, in a folder that was there", async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    process.umask(mask);
    await useDrivers(folder, () => expectPrivate(folder));
    expect((statSync(folder).mode & 0o777).toString(8)).toBe("755");
  });

  it("closes files and folders that were open to all", async () => {
    const folder = newFolder();
    await useDrivers(folder);
    // As after a crash: the journal is still there.
    for (const suffix of ["-wal", "-shm"]) writeFileSync(join(folder, `app.db${suffix}`), "", { flag: "a" });
    openToAll(folder);
    process.umask(mask);
    await useDrivers(folder, () => expectPrivate(folder));
  });
});

it("closes the folders of a whole instance, chDB's among them, that were made beforehand", {
  timeout: 60_000,
}, async () => {
  const folder = newFolder();
  const data = join(folder, "data");
  process.umask(0o022);
  for (const name of ["", "queue", "state", "state/salts", "state/bus", "events"])
    mkdirSync(join(data, name));
  writeFileSync(join(data, "app.db"), "");
  openToAll(folder);
  const app = await startApp(folder);
  try {
    await fetch(`${app.url}/api/v1/events`, { method: "POST", body: '{"site":"a.example","path":"/"}' });
    const found = below(data).filter(({ path }) => !/^(events|locks)\//.test(path));
    for (const { path, isFolder, mode } of found)
      expect(`${path} ${mode}`).toBe(`${path} ${isFolder ? "700" : "600"}`);
    expect(found.length).toBeGreaterThan(10);
  } finally {
    await app.stop();
  }
});
