import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runClient } from "../../src/app/torture/client.ts";
import { checkLedger, isClean, type Ledger, type SentEvent } from "../../src/app/torture/ledger.ts";
import { createRandom } from "../../src/app/torture/random.ts";
import { SocketVisitor } from "../../src/app/torture/socket-visitor.ts";
import type { Event } from "../../src/domain/event/event.ts";
import type { DeadLetter } from "../../src/ports/queue.ts";
import { CLI } from "../e2e/instance.ts";
import { type Bundle, bundleServer } from "./bundle.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { RoleProcess } from "./role-process.ts";
import { SCALE } from "./scale.ts";
import type { QueueKind, StoreKind } from "./servers.ts";
import { openTopology, type Topology } from "./topology.ts";

const CLIENTS = 4;
const PAUSE_MS = 30;
/** Clients with requests send as many at a time, roughly; those with a WebSocket one. */
const EVENTS_OF_ONE_REQUEST = 10;
const SEED = 20_261;
const { eventsPerClient, largestBatch, cellMs: CELL_MS } = SCALE;

interface Cell {
  readonly fault: string;
  readonly sent: Map<string, SentEvent>;
  seconds: number;
  /** Dead letters that it made. */
  readonly dead: number;
}

/**
 * One column of the fault matrix: a queue and a store with real servers behind fault proxies, an edge and a worker as
 * processes, and every fault in turn while clients send. In the end everything that is stored is compared with
 * everything that was sent, cell by cell.
 */
export function describeTopology(queue: QueueKind, store: StoreKind): void {
  describe(`${queue} and ${store}`, () => {
    const cells: Cell[] = [];
    let topology: Topology;
    let bundle: Bundle;
    let edge: RoleProcess;
    let worker: RoleProcess;

    beforeAll(async () => {
      [bundle, topology] = await Promise.all([bundleServer(), openTopology(queue, store)]);
      edge = await RoleProcess.make("ingest", topology.environment, bundle.startFile);
      worker = await RoleProcess.make("worker,api,scheduler", topology.environment, bundle.startFile);
      await Promise.all([edge.ensureReady(), worker.ensureReady()]);
    }, CELL_MS);

    afterAll(async () => {
      await edge?.kill9();
      await worker?.kill9();
      await topology?.stop();
      bundle?.remove();
    });

    async function runCell(fault: Fault, index: number): Promise<void> {
      const startedAt = performance.now();
      const random = createRandom(SEED * 1009 + index);
      const sent = new Map<string, SentEvent>();
      // Entered before it runs: what a cell that fails has sent is known too, so that only that cell fails.
      const cell: Cell = { fault: fault.name, sent, seconds: Number.NaN, dead: fault.dead ?? 0 };
      cells.push(cell);
      const others: RoleProcess[] = [];
      const scene = {
        topology,
        edge,
        worker,
        random,
        async addWorker() {
          const other = await RoleProcess.make("worker", topology.environment, bundle.startFile);
          others.push(other);
          await other.ensureReady();
          return other;
        },
      };
      await fault.prepare?.(scene);
      const clients = Promise.all(
        Array.from({ length: CLIENTS }, (_, client) => sendAll(fault, index, client, sent, random)),
      );
      clients.catch(() => {});
      const more: Promise<void>[] = [];
      const sendMore = () => void more.push(sendAll(fault, index, 0, sent, random));
      await fault.strike({ ...scene, clients, sendMore });
      await Promise.all([clients, ...more]);
      await Promise.all(others.map((other) => other.stop()));
      await Promise.all([edge.ensureReady(), worker.ensureReady()]);
      await worker.untilQueueEmpty();
      for (const process of [edge, worker, ...others]) expect(process.crashes.splice(0)).toEqual([]);
      cell.seconds = (performance.now() - startedAt) / 1000;
    }

    /** Every other client sends by a WebSocket. */
    async function sendAll(
      { repeats }: Fault,
      index: number,
      client: number,
      ledger: Map<string, SentEvent>,
      random: () => number,
    ): Promise<void> {
      const site = `cell-${index}.example`;
      const options = { url: edge.url, site, events: eventsPerClient, random, ledger, pauseMs: PAUSE_MS };
      if (client % 2 === 0)
        return runClient({ ...options, largestBatch, ...(repeats !== undefined && { repeats }) });
      const events = Math.ceil(eventsPerClient / EVENTS_OF_ONE_REQUEST);
      const visitor = new SocketVisitor({ ...options, events, visitor: 100 + client });
      await visitor.sendAll().finally(() => visitor.leave());
    }

    for (const [index, fault] of FAULTS.entries()) {
      it(fault.name, { timeout: CELL_MS }, async () => {
        const reason = fault.impossible?.(topology) ?? null;
        // A cell that can't be is not a cell that holds: the table says so.
        if (reason !== null)
          return void cells.push({ fault: `${fault.name}: ${reason}`, sent: new Map(), seconds: 0, dead: 0 });
        await runCell(fault, index);
      });
    }

    it("has lost, doubled, invented and changed nothing in any of them", { timeout: CELL_MS }, async () => {
      await Promise.all([edge.stop(), worker.stop()]);
      const { stored, dead } = await readAll(topology);
      const ledgers = cells.map(({ sent }) => ledgerOf(sent, stored, dead));
      process.stdout.write(tableOf(queue, store, cells, ledgers));
      const known = new Set(cells.flatMap(({ sent }) => [...sent.keys()]));
      // Visitors who leave end their visits by engagement, which nobody sent.
      expect(stored.filter(({ id, name }) => !known.has(id) && name !== "engagement")).toEqual([]);
      for (const [index, ledger] of ledgers.entries())
        expect({ cell: cells[index]?.fault, clean: isClean(ledger), ledger }).toMatchObject({ clean: true });
      expect(dead.filter(({ reason }) => reason === "")).toEqual([]);
      expect(dead).toHaveLength(cells.reduce((sum, cell) => sum + cell.dead, 0));
    });
  });
}

function ledgerOf(
  sent: ReadonlyMap<string, SentEvent>,
  stored: readonly Event[],
  dead: readonly DeadLetter[],
): Ledger {
  return checkLedger(
    sent,
    stored.filter(({ id }) => sent.has(id)),
    dead.filter(({ body }) => [...sent.keys()].some((id) => body.includes(id))),
  );
}

function tableOf(queue: string, store: string, cells: readonly Cell[], ledgers: readonly Ledger[]): string {
  const rows = cells.map(({ fault, seconds, sent }, index) => {
    const { acknowledged, stored, lost, doubled, invented, changed, unexplained } = ledgers[index] as Ledger;
    if (sent.size === 0) return `| ${queue} | ${store} | ${fault} | - | - | - | - | - | - | - | - |`;
    const figures = [acknowledged, stored, lost, doubled, invented, changed, unexplained, seconds.toFixed(1)];
    return `| ${queue} | ${store} | ${fault} | ${figures.join(" | ")} |`;
  });
  return `${rows.join("\n")}\n`;
}

async function readAll({ direct }: Topology): Promise<{ stored: Event[]; dead: DeadLetter[] }> {
  const dump = spawn(process.execPath, [CLI, "dump"], {
    env: direct as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stored: Event[] = [];
  const dead: DeadLetter[] = [];
  for await (const line of createInterface({ input: dump.stdout })) {
    const entry = JSON.parse(line) as { event?: Event; dead?: DeadLetter };
    if (entry.event !== undefined) stored.push(entry.event);
    if (entry.dead !== undefined) dead.push(entry.dead);
  }
  return { stored, dead };
}
