import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Victim } from "../../src/app/torture/victim.ts";
import { makeInstance, postEvents, query, temporaryFolder } from "./instance.ts";

const SITE = "faults.example";
const mounted: string[] = [];
const started: Victim[] = [];

afterEach(async () => {
  for (const victim of started.splice(0)) {
    victim.kill("ingest");
    await victim.untilEnded(5000);
  }
  await sleep(300);
  for (const folder of mounted.splice(0)) execFileSync("umount", ["--lazy", folder]);
});

function smallDisk(size: string): string {
  const folder = temporaryFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  mounted.push(folder);
  return folder;
}

/** Writes until nothing fits any more. */
function fill(folder: string): string {
  const file = join(folder, "fill");
  const chunk = Buffer.alloc(64 * 1024);
  for (const bytes of [chunk, chunk.subarray(0, 512)]) {
    try {
      for (;;) writeFileSync(file, bytes, { flag: "a" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }
  return file;
}

async function start(
  options: Parameters<typeof makeInstance>[0],
): Promise<{ victim: Victim; dataDir: string }> {
  const made = await makeInstance(options);
  started.push(made.victim);
  made.victim.start();
  await made.victim.untilReady();
  return made;
}

const event = (path: string) => ({ site: SITE, path, id: crypto.randomUUID() });

describe("a full disk", () => {
  it("under the queue: 503 with Retry-After, and events are taken again once there is space", async () => {
    const queueDisk = smallDisk("8m");
    const { victim } = await start({ environment: { QUEUE_URL: `disk:${queueDisk}/queue` } });
    expect((await postEvents(victim.url, event("/before"))).status).toBe(202);
    const filler = fill(queueDisk);
    const refused = [];
    for (let n = 0; n < 20; n++) refused.push(await postEvents(victim.url, event("/full")));
    const statuses = new Set(refused.map(({ status }) => status));
    expect(statuses).toContain(503);
    expect(refused.find(({ status }) => status === 503)?.headers.get("retry-after")).toBeTruthy();
    const acceptedWhileFull = refused.filter(({ status }) => status === 202).length;
    rmSync(filler);
    expect((await postEvents(victim.url, event("/after"))).status).toBe(202);
    await victim.untilQueueEmpty(20_000);
    const { results } = await query(victim.url, { site_id: SITE, metrics: ["events"], date_range: "day" });
    expect(results[0]?.metrics[0]).toBe(2 + acceptedWhileFull);
  });

  it("under the store: events are accepted, wait in the queue, and are stored once there is space", async () => {
    const storeDisk = smallDisk("64m");
    mkdirSync(join(storeDisk, "events"));
    const { victim } = await start({ environment: { EVENTS_URL: `chdb:${storeDisk}/events` } });
    expect((await postEvents(victim.url, event("/before"))).status).toBe(202);
    await victim.untilQueueEmpty(20_000);
    const filler = fill(storeDisk);
    for (let n = 0; n < 50; n++) expect((await postEvents(victim.url, event("/full"))).status).toBe(202);
    await sleep(1500);
    expect(await (await fetch(`${victim.url}/metrics`)).text()).toMatch(/millrace_queue_depth [1-9]/);
    rmSync(filler);
    await victim.untilQueueEmpty(30_000);
    const { results } = await query(victim.url, { site_id: SITE, metrics: ["events"], date_range: "day" });
    expect(results[0]?.metrics[0]).toBe(51);
  });
});

describe("a disk that fails to sync", () => {
  function breakSync(dataDir: string): void {
    const pid = readFileSync(join(dataDir, "locks", "ingest.pid"), "utf8");
    for (const call of ["fdatasync", "fsync"]) {
      execFileSync("fiu-ctrl", ["-c", `enable name=posix/io/sync/${call},failinfo=5`, pid]);
    }
  }

  async function acknowledgedAfterFault(
    environment: Record<string, string>,
  ): Promise<{ acknowledged: number; victim: Victim }> {
    const { victim, dataDir } = await makeInstance({
      wrapper: ["fiu-run", "-x"],
      environment: { ROLES: "ingest", ...environment },
    });
    started.push(victim);
    victim.start();
    await untilAccepting(victim);
    breakSync(dataDir);
    let acknowledged = 0;
    for (let n = 0; n < 5; n++) {
      const reply = await postEvents(victim.url, event("/lost?")).catch(() => null);
      if (reply?.status === 202) acknowledged += 1;
    }
    return { acknowledged, victim };
  }

  async function untilAccepting(victim: Victim): Promise<void> {
    for (let n = 0; n < 400; n++) {
      const reply = await postEvents(victim.url, event("/before")).catch(() => null);
      if (reply?.status === 202) return;
      await sleep(25);
    }
    throw new Error(`the edge takes nothing: ${victim.output}`);
  }

  it("ends the process with an error instead of acknowledging what may be gone", async () => {
    const { acknowledged, victim } = await acknowledgedAfterFault({});
    expect(acknowledged).toBe(0);
    expect(await victim.untilEnded(5000)).toBe(true);
    expect(victim.output).toContain("fatal error, exiting");
  });

  it("would go unnoticed with the guard fsync off", async () => {
    const { acknowledged } = await acknowledgedAfterFault({ MILLRACE_GUARDS_OFF: "fsync" });
    expect(acknowledged).toBe(5);
  });
});

describe("a disk that fails to rename, as when the store moves what it wrote to its place", () => {
  /** Returns how many of 11 acknowledged events are stored in the end. */
  async function storedAfterFault(environment: Record<string, string>): Promise<number | undefined> {
    const { victim, dataDir } = await start({
      wrapper: ["fiu-run", "-x"],
      environment: { ROLES: "ingest,worker,api,scheduler", ...environment },
    });
    expect((await postEvents(victim.url, event("/before"))).status).toBe(202);
    await victim.untilQueueEmpty(20_000);
    const pid = readFileSync(join(dataDir, "locks", "worker.pid"), "utf8");
    execFileSync("fiu-ctrl", ["-c", "enable name=posix/io/dir/rename,failinfo=5", pid]);
    const events = Array.from({ length: 10 }, () => event("/during"));
    expect((await postEvents(victim.url, events)).status).toBe(202);
    await untilPrinted(victim, "could not write a batch");
    victim.kill("worker");
    await victim.untilEnded(5000);
    victim.start();
    await victim.untilReady();
    await victim.untilQueueEmpty(20_000);
    const { results } = await query(victim.url, { site_id: SITE, metrics: ["events"], date_range: "day" });
    return results[0]?.metrics[0];
  }

  async function untilPrinted(victim: Victim, sentence: string): Promise<void> {
    for (let n = 0; n < 400; n++) {
      if (victim.output.includes(sentence)) return;
      await sleep(25);
    }
    throw new Error(`it never says "${sentence}": ${victim.output}`);
  }

  it("loses and doubles nothing, though the worker is killed before the fault is gone", async () => {
    expect(await storedAfterFault({})).toBe(11);
  });

  it("would lose what it acknowledged with the guard missing-rows off: the store knows the token without the rows", async () => {
    expect(await storedAfterFault({ MILLRACE_GUARDS_OFF: "missing-rows" })).toBe(1);
  });
});
