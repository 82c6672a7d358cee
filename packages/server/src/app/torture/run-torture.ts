import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "../../domain/event/event.ts";
import { CRASH_POINTS, type CrashPoint } from "../../ports/crash-points.ts";
import type { DeadLetter } from "../../ports/queue.ts";
import { runClient } from "./client.ts";
import { checkLedger, isClean, type Ledger, ledgerLine, type SentEvent } from "./ledger.ts";
import { PresenceProbe } from "./presence-probe.ts";
import { createRandom } from "./random.ts";
import { SocketVisitor } from "./socket-visitor.ts";
import { freePort, Victim, type VictimOptions } from "./victim.ts";

const CLIENTS = 4;
const EVENTS_PER_CLIENT = 60;
/** Between requests, at most: a round sends for longer than a batch waits, or every crash would meet one batch alone. */
const PAUSE_MS = 80;
const EVENTS_PER_VISITOR = 5;
const PAUSE_OF_VISITOR_MS = 600;
const SITE = "torture.example";
const DRAIN_MS = 60_000;
/** How long viewers may take to see who is there, after whatever happened. */
const PRESENT_MS = 40_000;
/** How long a killed edge may take to be gone, and how long one that outlived its clients is watched. */
const DEATH_MS = 30_000;
const SURVIVAL_MS = 300;

export interface TortureOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Guards to switch off, to see that the ledger notices. */
  readonly guardsOff: string;
  /** Only this fault instead of all in turn. */
  readonly fault: string | null;
  /** Visitors with a WebSocket each, who send the events then; 0: clients send them by requests. */
  readonly sockets?: number;
  /** How the instance is started, and the command that prints a data folder's events and dead letters. */
  readonly command: readonly [string, ...string[]];
  readonly dumpCommand: readonly [string, ...string[]];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** Whom a round kills, and when. */
type Fault =
  | { readonly point: CrashPoint; readonly hits: number }
  | { readonly kill: ("ingest" | "worker")[]; readonly afterMs: number };

const RANDOM_KILLS: readonly ("ingest" | "worker")[][] = [["ingest"], ["worker"], ["ingest", "worker"]];

/**
 * Runs the real instance on one data folder, round after round: clients send, something is killed, everything
 * is started again, and when the queue is empty the ledger is checked over all that was ever sent. Returns the
 * last ledger; the folder of a failed run is kept.
 */
export async function runTorture(
  options: TortureOptions,
): Promise<{ ledger: Ledger; clean: boolean; dataDir: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-torture-"));
  const sent = new Map<string, SentEvent>();
  const victim = new Victim(await victimOptions(options, dataDir));
  let ledger = checkLedger(sent, [], []);
  for (let round = 1; round <= options.rounds; round++) {
    const random = createRandom(options.seed * 100_003 + round);
    const fault = chooseFault(options.fault, round, random);
    const startedAt = Date.now();
    const code = await runRound(victim, fault, { sent, random, sockets: options.sockets ?? 0 });
    ledger = await readLedger(options, dataDir, sent);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    options.say(
      `round ${round}/${options.rounds} ${describe(fault)}: ${ledgerLine(ledger)}, exit ${code}, ${seconds} s`,
    );
    if (code !== 0 || !isClean(ledger)) {
      if (ledger.examples.length > 0) options.say(`  ${ledger.examples.join("\n  ")}`);
      options.say(`  seed ${options.seed}, round ${round}; the data folder is kept: ${dataDir}`);
      return { ledger, clean: false, dataDir };
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
  return { ledger, clean: true, dataDir };
}

async function victimOptions(options: TortureOptions, dataDir: string): Promise<VictimOptions> {
  const { command, cwd, guardsOff } = options;
  const environment = {
    ...options.environment,
    LOG_LEVEL: "warn",
    NUM_PARTITIONS: "2",
    MILLRACE_GUARDS_OFF: guardsOff,
  };
  return { command, cwd, dataDir, port: await freePort(), environment };
}

/** Every named point in turn, with a random kill after each. */
function chooseFault(only: string | null, round: number, random: () => number): Fault {
  const point = only ?? (round % 2 === 1 ? CRASH_POINTS[((round - 1) / 2) % CRASH_POINTS.length] : "kill");
  if (point === "kill" || point === undefined) {
    const kill = RANDOM_KILLS[Math.floor(random() * RANDOM_KILLS.length)] ?? ["ingest"];
    return { kill, afterMs: 50 + Math.floor(random() * 800) };
  }
  return { point: point as CrashPoint, hits: 1 + Math.floor(random() * (point.startsWith("edge") ? 40 : 3)) };
}

interface Round {
  readonly sent: Map<string, SentEvent>;
  readonly random: () => number;
  readonly sockets: number;
}

async function runRound(victim: Victim, fault: Fault, round: Round): Promise<number | null> {
  victim.start("point" in fault ? { MILLRACE_CRASH_AT: `${fault.point}@${fault.hits}` } : {});
  await victim.untilReady();
  const visitors = round.sockets > 0 ? makeVisitors(victim, round) : [];
  const clients =
    visitors.length > 0
      ? Promise.all(visitors.map((visitor) => visitor.sendAll()))
      : sendByRequests(victim, round);
  // Told apart from the clients' own end, whose failure is reported below.
  clients.catch(() => {});
  await strike(victim, fault, clients);
  await clients;
  await victim.untilReady();
  if (visitors.length > 0) await checkPresence(victim, visitors);
  await victim.untilQueueEmpty(DRAIN_MS);
  return victim.stop();
}

function sendByRequests({ url }: Victim, { sent, random }: Round): Promise<unknown> {
  const options = { url, site: SITE, events: EVENTS_PER_CLIENT, random, ledger: sent, pauseMs: PAUSE_MS };
  return Promise.all(Array.from({ length: CLIENTS }, () => runClient(options)));
}

const makeVisitors = ({ url }: Victim, { sent, random, sockets }: Round): SocketVisitor[] =>
  Array.from(
    { length: sockets },
    (_, at) =>
      new SocketVisitor({
        url,
        site: SITE,
        visitor: 100 + at,
        events: EVENTS_PER_VISITOR,
        random,
        ledger: sent,
        pauseMs: PAUSE_OF_VISITOR_MS,
      }),
  );

/** Everybody is seen while they are there, and nobody when they have left. Throws when that is not so in time. */
async function checkPresence(victim: Victim, visitors: readonly SocketVisitor[]): Promise<void> {
  const presence = new PresenceProbe(victim.url, SITE);
  try {
    await presence.until(visitors.length, PRESENT_MS);
    for (const visitor of visitors) visitor.leave();
    await presence.until(0, PRESENT_MS);
  } finally {
    presence.close();
    for (const visitor of visitors) visitor.leave();
  }
}

/** Lets the fault happen, and starts what does not start again by itself. */
async function strike(victim: Victim, fault: Fault, clients: Promise<unknown>): Promise<void> {
  if ("kill" in fault) {
    await sleep(fault.afterMs);
    for (const role of fault.kill) victim.kill(role);
    if (!fault.kill.includes("ingest")) return;
    await victim.untilEnded(DEATH_MS);
    return victim.start();
  }
  if (!fault.point.startsWith("edge")) return;
  // A crash point that lies behind the last event is never reached: then the clients end first.
  const over = clients.then(() => victim.untilEnded(SURVIVAL_MS)).catch(() => false);
  if (await Promise.race([victim.untilEnded(DEATH_MS), over])) victim.start();
}

async function readLedger(
  { dumpCommand: [file, ...args], cwd, environment }: TortureOptions,
  dataDir: string,
  sent: ReadonlyMap<string, SentEvent>,
): Promise<Ledger> {
  const dump = spawn(file, args, {
    cwd,
    env: { ...environment, DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stored: Event[] = [];
  const dead: DeadLetter[] = [];
  for await (const line of createInterface({ input: dump.stdout })) {
    const entry = JSON.parse(line) as { event?: Event; dead?: DeadLetter };
    if (entry.event !== undefined && !isEndOfVisit(entry.event)) stored.push(entry.event);
    if (entry.dead !== undefined) dead.push(entry.dead);
  }
  return checkLedger(sent, stored, dead);
}

/** Stored by the instance itself when a visitor has left. */
const isEndOfVisit = ({ name, engagedMs }: Event): boolean => name === "engagement" && engagedMs === 0;

function describe(fault: Fault): string {
  return "point" in fault
    ? `crash at ${fault.point}@${fault.hits}`
    : `kill -9 ${fault.kill.join("+")} after ${fault.afterMs} ms`;
}
