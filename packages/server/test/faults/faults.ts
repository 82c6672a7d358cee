import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openQueue } from "../../src/drivers/queue/index.ts";
import { CRASH_POINTS } from "../../src/ports/crash-points.ts";
import { buildEnvelope } from "../build/build-envelope.ts";
import { takeBackCommit } from "../build/take-back-commit.ts";
import type { RoleProcess } from "./role-process.ts";
import { SCALE } from "./scale.ts";
import type { Service, Topology } from "./topology.ts";

/** What a fault is let loose on, while clients send. */
export interface Scene {
  readonly topology: Topology;
  readonly edge: RoleProcess;
  readonly worker: RoleProcess;
  /** Starts a worker beside the first. It is stopped when the fault is over. */
  addWorker(): Promise<RoleProcess>;
  readonly random: () => number;
  /** Resolves when every client has its success replies. */
  readonly clients: Promise<unknown>;
  /** Begins to send as much again as one client does. */
  sendMore(): void;
}

export interface Fault {
  readonly name: string;
  /** Why it can't be on a topology; null when it can. */
  impossible?(topology: Topology): string | null;
  /** Before clients send. */
  prepare?(scene: Omit<Scene, "clients" | "sendMore">): Promise<void>;
  strike(scene: Scene): Promise<void>;
  /** Share of requests that clients send again although they were answered. */
  readonly repeats?: number;
  /** Dead letters that it makes. */
  readonly dead?: number;
}

const { leaseMs: LEASE_MS } = SCALE;
const FLUSH_MS = 300;
/** How long a crash point may take to be reached, by a worker that waits for the leases of its predecessor first. */
const REACH_MS = 8000 + 2 * LEASE_MS;
/** The same once all events are in the queue. */
const LAST_BATCH_MS = 4 * FLUSH_MS + 2 * LEASE_MS;
/** How long a broken network may take to break something. */
const HIT_MS = 10_000;

/** Reached only by a batch that has dead letters: a fault of its own below. */
const DEAD_SETTLED = "worker:dead-settled";

const crashes: Fault[] = CRASH_POINTS.filter((point) => point !== DEAD_SETTLED).map((point) => ({
  name: `kill -9 at ${point}`,
  async prepare({ edge, worker, random }) {
    const victim = point.startsWith("edge") ? edge : worker;
    await victim.kill9();
    const hits = 1 + Math.floor(random() * (point.startsWith("edge") ? 10 : 2));
    // A visit of the cell before may end now, and its event crash the victim too early: it is armed again.
    victim.start({ MILLRACE_CRASH_AT: `${point}@${hits}` });
    await victim.ensureReady();
  },
  async strike({ edge, worker, clients, sendMore }) {
    const victim = point.startsWith("edge") ? edge : worker;
    const ended = () =>
      Promise.race([victim.untilEnded(REACH_MS), clients.then(() => victim.untilEnded(LAST_BATCH_MS))]);
    // A busy machine puts all that the clients sent into fewer batches than the point wants.
    for (const deadline = Date.now() + 3 * REACH_MS; !(await ended()); ) {
      if (Date.now() > deadline) throw new Error(`${point} was not reached: the fault did not happen`);
      sendMore();
    }
    victim.start();
    await victim.ensureReady();
  },
}));

const whileSending = ({ random }: Scene) => sleep(100 + random() * 200);

async function cutThrice(scene: Scene, service: Service | null): Promise<void> {
  if (service === null) return;
  for (let n = 0; n < 3; n++) {
    await whileSending(scene);
    await untilHit(() => service.proxy.connections > 0, "there was no connection to cut");
    service.proxy.cut();
  }
}

async function loseReplies(service: Service | null): Promise<void> {
  if (service === null) return;
  const before = service.proxy.lostReplies;
  service.proxy.loseReplies(true);
  await sleep(FLUSH_MS);
  await untilHit(() => service.proxy.lostReplies > before, "no reply was lost");
  service.proxy.loseReplies(false);
}

async function refuse(service: Service | null): Promise<void> {
  if (service === null) return;
  const before = service.proxy.refused;
  service.proxy.refuse(true);
  await sleep(1500);
  await untilHit(() => service.proxy.refused > before, "nobody was refused");
  service.proxy.refuse(false);
}

/** A cell whose fault did not happen would be clean for nothing. */
async function untilHit(isHit: () => boolean, complaint: string): Promise<void> {
  for (const deadline = Date.now() + HIT_MS; !isHit(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(`${complaint}: the fault did not happen`);
  }
}

async function killAndStart(process: RoleProcess): Promise<void> {
  await process.kill9();
  await process.ensureReady();
}

const NO_BROKER = "the queue is a folder: its process is the edge";
const NO_FOLDER = "the queue is no folder";
const NO_DATABASE = "the store lives in the worker";
const ONE_WORKER = "one worker process at a time: a second is refused at its start";
const needsBroker = ({ broker }: Topology) => (broker === null ? NO_BROKER : null);
const needsFolder = ({ broker }: Topology) => (broker === null ? null : NO_FOLDER);
const needsDatabase = ({ database }: Topology) => (database === null ? NO_DATABASE : null);
const needsWorkers = ({ scalesOut }: Topology) => (scalesOut ? null : ONE_WORKER);

/** Every fault of docs/delivery.md that is about processes, brokers, stores and the network between them. */
export const FAULTS: readonly Fault[] = [
  ...crashes,
  {
    name: "kill -9 of edge and worker at once",
    async strike(scene) {
      await whileSending(scene);
      await Promise.all([killAndStart(scene.edge), killAndStart(scene.worker)]);
    },
  },
  {
    name: "broker killed and restarted",
    impossible: needsBroker,
    async strike(scene) {
      await whileSending(scene);
      await scene.topology.broker?.server.kill9();
      await scene.topology.broker?.server.restart();
    },
  },
  {
    name: "store killed and restarted",
    impossible: needsDatabase,
    async strike(scene) {
      await whileSending(scene);
      await scene.topology.database?.server.kill9();
      await scene.topology.database?.server.restart();
    },
  },
  {
    name: "network to the broker cut",
    impossible: needsBroker,
    async strike(scene) {
      await cutThrice(scene, scene.topology.broker);
    },
  },
  {
    name: "network to the store cut",
    impossible: needsDatabase,
    async strike(scene) {
      await cutThrice(scene, scene.topology.database);
    },
  },
  {
    name: "replies of the broker lost",
    impossible: needsBroker,
    async strike(scene) {
      await whileSending(scene);
      await loseReplies(scene.topology.broker);
    },
  },
  {
    name: "replies of the store lost",
    impossible: needsDatabase,
    async strike(scene) {
      await whileSending(scene);
      await loseReplies(scene.topology.database);
    },
  },
  {
    name: "store down",
    impossible: needsDatabase,
    async strike(scene) {
      await whileSending(scene);
      await refuse(scene.topology.database);
    },
  },
  {
    name: "worker paused for four leases (SIGSTOP)",
    async strike(scene) {
      await whileSending(scene);
      scene.worker.pause();
      await sleep(4 * LEASE_MS);
      scene.worker.resume();
    },
  },
  {
    name: "two workers on one partition (SIGSTOP, takeover, SIGCONT)",
    impossible: needsWorkers,
    async strike(scene) {
      const second = await scene.addWorker();
      await whileSending(scene);
      scene.worker.pause();
      await sleep(3 * LEASE_MS);
      await second.ensureReady();
      scene.worker.resume();
    },
  },
  {
    name: "rebalance, 1 to 3 to 1 workers",
    impossible: needsWorkers,
    async strike({ addWorker }) {
      const more = await Promise.all([addWorker(), addWorker()]);
      await sleep(LEASE_MS);
      for (const worker of more) await worker.stop();
    },
  },
  {
    name: "poisoned event",
    dead: 1,
    async strike(scene) {
      await whileSending(scene);
      await publishPoison(scene.topology);
    },
  },
  {
    name: `poisoned event, kill -9 at ${DEAD_SETTLED}`,
    dead: 1,
    async prepare({ worker }) {
      await worker.kill9();
      worker.start({ MILLRACE_CRASH_AT: DEAD_SETTLED });
      await worker.ensureReady();
    },
    async strike(scene) {
      await whileSending(scene);
      await publishPoison(scene.topology);
      if (!(await scene.worker.untilEnded(REACH_MS))) throw new Error(`${DEAD_SETTLED} was not reached`);
      scene.worker.start();
      await scene.worker.ensureReady();
    },
  },
  {
    name: "queue and state opened by others during a commit",
    impossible: needsFolder,
    async strike(scene) {
      for (let n = 0; n < 3; n++) {
        await whileSending(scene);
        takeBackCommit(join(scene.topology.dataDir, "queue", "lock.mdb"));
        takeBackCommit(join(scene.topology.dataDir, "state", "state.mdb-lock"));
      }
    },
  },
  {
    name: "every request sent again",
    // In the other cells it is a tenth of them.
    repeats: 1,
    async strike({ clients }) {
      await clients;
    },
  },
  {
    name: "SIGTERM of the worker under load",
    async strike(scene) {
      await whileSending(scene);
      await stopInOrder(scene.worker);
    },
  },
  {
    name: "SIGTERM of the edge under load",
    async strike(scene) {
      await whileSending(scene);
      await stopInOrder(scene.edge);
    },
  },
];

async function stopInOrder(process: RoleProcess): Promise<void> {
  const startedAt = performance.now();
  const code = await process.stop();
  if (code !== 0) throw new Error(`exit code ${code} after SIGTERM: ${process.output.slice(-2000)}`);
  if (performance.now() - startedAt > 10_000) throw new Error("took more than 10 s to end after SIGTERM");
  await process.ensureReady();
}

/** An envelope that decodes, but whose visitor no column can hold. */
async function publishPoison({ direct, dataDir }: Topology): Promise<void> {
  const queue = await openQueue(direct.QUEUE_URL ?? `disk:${dataDir}/queue`, {
    maxBytes: 2 ** 33,
    recentIds: 1_000_000,
    partitions: 4,
    ...(direct.STATE_URL !== undefined && { stateUrl: direct.STATE_URL }),
    guards: { fsync: true, recentIds: true },
  });
  const envelope = buildEnvelope({ id: crypto.randomUUID(), siteId: 1, visitorId: "not a number" });
  await queue.publish([{ partition: 1, envelope }]);
  await queue.close();
}
