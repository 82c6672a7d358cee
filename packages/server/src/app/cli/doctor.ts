import { access, constants, statfs } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { QueryTooHeavy } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { EventStore, SealDifference } from "../../ports/event-store.ts";
import { type Config, inheritedEnvironment, keepsLocalData, readConfig } from "../config.ts";
import { withShared, withStore } from "../open-drivers.ts";
import { isLocked } from "../role-locks.ts";
import { ledgerLine } from "../torture/ledger.ts";
import { runTorture } from "../torture/run-torture.ts";
import { say } from "./say.ts";

interface DoctorFlags {
  readonly kill9?: boolean;
  readonly rounds: number;
}

/** What a check found: a sentence, and whether it needs a person. */
interface Finding {
  readonly ok: boolean;
  readonly sentence: string;
}

const START = fileURLToPath(new URL("../start.js", import.meta.url));
const CLI = fileURLToPath(new URL("./main.js", import.meta.url));
/** Sealed days of a site that are worked out again at once: to begin with, and at most. */
const DAYS_AT_ONCE = { first: 7, most: 366 };
/** Twice as many come next after days that took less. */
const QUICK_MS = 5000;
const TELL_EVERY_MS = 10_000;
const LOW_DISK_BYTES = 1024 ** 3;

/** Exits with 1 when something needs a person. */
export async function runDoctor({ kill9, rounds }: DoctorFlags): Promise<void> {
  if (kill9 === true) return killAndCount(Number(rounds));
  const config = readConfig();
  const findings = keepsLocalData(config) ? await checkLocal(config) : await checkServices(config);
  for (const { ok, sentence } of findings) say(`${ok ? "ok  " : "BAD "} ${sentence}.`);
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;
}

async function checkLocal(config: Config): Promise<Finding[]> {
  const folder = await checkFolder(config);
  // Without a folder the other checks would make one.
  return folder.ok ? [folder, ...(await checkInstance(config))] : [folder];
}

async function checkServices(config: Config): Promise<Finding[]> {
  return [...(await checkQueue(config)), ...(await checkStore(config))];
}

async function checkInstance(config: Config): Promise<Finding[]> {
  const running = await isLocked(config.dataDir, "ingest");
  return [
    {
      ok: true,
      sentence: running ? "An instance is running on this folder" : "No instance is running on this folder",
    },
    ...(await checkQueue(config)),
    ...(running ? [await checkRunning(config)] : await checkStore(config)),
  ];
}

async function checkFolder({ dataDir }: Config): Promise<Finding> {
  try {
    await access(dataDir, constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    return {
      ok: free > LOW_DISK_BYTES,
      sentence: `${dataDir} is writable, ${(free / 1024 ** 3).toFixed(1)} GiB free`,
    };
  } catch {
    return {
      ok: false,
      sentence: `${dataDir} does not exist or is not writable: start Millrace once, or set DATA_DIR`,
    };
  }
}

const checkQueue = (config: Config): Promise<Finding[]> =>
  withShared(config, async ({ queue, accounts }) => {
    const { waiting, dead, oldestAt } = await queue.depth();
    const age = oldestAt === null ? "" : `, the oldest for ${Math.round((Date.now() - oldestAt) / 1000)} s`;
    return [
      { ok: true, sentence: `${waiting} events wait in the queue${age}` },
      { ok: dead === 0, sentence: `${dead} dead letters${dead === 0 ? "" : ": see `millrace dead list`"}` },
      { ok: true, sentence: `${await accounts.countSites()} sites` },
    ];
  });

async function checkRunning({ port }: Config): Promise<Finding> {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
  if (answer === null)
    return {
      ok: false,
      sentence: `The instance does not respond on port ${port}: set PORT to the instance's port`,
    };
  return { ok: answer.ok, sentence: `The instance reports: ${await answer.text()}` };
}

const checkStore = (config: Config): Promise<Finding[]> =>
  withStore(config, async (store, { accounts }) => [
    await checkEvents(store),
    await checkSeals(store, accounts),
  ]);

async function checkEvents(store: EventStore): Promise<Finding> {
  const ids = new Set<string>();
  let events = 0;
  for await (const { id } of store.readEvents()) {
    events += 1;
    ids.add(id);
  }
  const doubled = events - ids.size;
  return { ok: doubled === 0, sentence: `${events} events are stored, ${doubled} of them twice` };
}

/** Works every sealed day out again: each figure of each grouping must be what was sealed. */
async function checkSeals(store: EventStore, accounts: Accounts): Promise<Finding> {
  const sites = await accounts.listSites();
  let days = 0;
  let toldAt = performance.now();
  const differing: SealDifference[] = [];
  for (const [index, { id, timezone: zone }] of sites.entries()) {
    const dates = await store.sealedDays(id, zone);
    for await (const found of differencesOf(store, { siteId: id, zone, dates })) {
      differing.push(...found);
      if (performance.now() - toldAt < TELL_EVERY_MS) continue;
      toldAt = performance.now();
      say(`     Recomputing sealed days: site ${index + 1} of ${sites.length}.`);
    }
    days += dates.length;
  }
  const [first] = differing;
  const example =
    first === undefined ? "" : `, for example ${first.day} of site ${first.siteId}, set ${first.set}`;
  return {
    ok: differing.length === 0,
    sentence: `${days} days are sealed, ${differing.length} of their figures differ from their events${example}`,
  };
}

/** By some days of the site after others, as many at once as the store bears. */
async function* differencesOf(
  store: EventStore,
  { siteId, zone, dates }: { siteId: number; zone: string; dates: readonly string[] },
): AsyncGenerator<readonly SealDifference[]> {
  let atOnce = DAYS_AT_ONCE.first;
  for (let from = 0; from < dates.length; ) {
    const some = dates.slice(from, from + atOnce);
    const [firstDay = "", lastDay = ""] = [some[0], some.at(-1)];
    const startedAt = performance.now();
    try {
      yield await store.checkSeals({ zone, siteIds: [siteId], firstDay, lastDay });
    } catch (error) {
      if (!(error instanceof QueryTooHeavy) || some.length === 1) throw error;
      atOnce = Math.ceil(some.length / 2);
      continue;
    }
    from += some.length;
    if (performance.now() - startedAt < QUICK_MS) atOnce = Math.min(atOnce * 2, DAYS_AT_ONCE.most);
  }
}

async function killAndCount(rounds: number): Promise<void> {
  const { clean, ledger } = await runTorture({
    rounds,
    seed: Date.now() % 1_000_000,
    guardsOff: "",
    fault: null,
    command: [process.execPath, START],
    dumpCommand: [process.execPath, CLI, "dump"],
    cwd: process.cwd(),
    environment: inheritedEnvironment(),
    say,
  });
  say(`${clean ? "ok  " : "BAD "} After ${rounds} kills: ${ledgerLine(ledger)}.`);
  process.exitCode = clean ? 0 : 1;
}
