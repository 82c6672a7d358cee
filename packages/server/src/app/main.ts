import { constants, setPriority } from "node:os";
import { ROLES, type Role } from "../domain/role.ts";
import { isPrivateInstance } from "../http/serve/guard/served-hosts.ts";
import { type App, compose } from "./compose.ts";
import { type Config, keepsLocalData, likelyTypos, readConfig } from "./config.ts";
import { forPeople } from "./for-people.ts";
import { createLog } from "./open-drivers.ts";
import { lockRoles } from "./role-locks.ts";
import { type StoreMessage, type StoreProcess, startStoreProcess } from "./store-process.ts";

/** How long to wait for a predecessor that is about to end: a killed one leaves its store process for a moment. */
const LOCK_WAIT_MS = 2000;
const CHILD_LOCK_WAIT_MS = 15_000;
/** Deadline of a stop: by then every connection is closed, and the queue is emptied or left for the next start. */
const STOP_LIMIT_MS = 9500;

type Totals = Readonly<Record<string, number>>;

/** A running instance, or the part of one that runs in this process. */
export interface Instance {
  readonly url: string;
  readonly config: Config;
  /** Path of a page that creates the first account; null when there is one, or no page. */
  readonly setupPath: string | null;
  stop(): Promise<Totals>;
}

/** Starts this process's roles. Throws ConfigError and DataFolderInUse, whose messages are for people. */
async function startInstance(config: Config, onFatal: (error: Error) => void): Promise<Instance> {
  const log = createLog(config.logLevel);
  for (const hint of likelyTypos()) log.warn({}, hint);
  const isChild = process.send !== undefined;
  const roles: readonly Role[] = config.roles ?? ["ingest"];
  // Processes that share nothing but services may stand side by side.
  const locked = keepsLocalData(config) ? roles : [];
  const unlock = await lockRoles(config.dataDir, locked, isChild ? CHILD_LOCK_WAIT_MS : LOCK_WAIT_MS);
  const store: StoreProcess | null = config.roles === null ? startStoreProcess(log) : null;
  let app: App;
  try {
    app = await compose({ config, roles, log, storeUrl: () => store?.url() ?? null, onFatal });
    await store?.started;
  } catch (error) {
    await store?.stop();
    unlock();
    throw error;
  }
  return {
    url: app.url,
    config,
    setupPath: isChild ? null : await app.setupPath(),
    async stop() {
      // The edge first: what it accepted is in the queue, then the store's process empties the queue.
      const edge = await app.stop();
      const totals = { ...edge, ...(await store?.stop()) };
      unlock();
      return totals;
    },
  };
}

/** Runs until a signal. Prints what a person needs to know at start, and the totals at the end. */
export async function main(
  greet: (instance: Instance) => void,
  given: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  const tellParent = (message: StoreMessage) => process.send?.(message);
  let instance: Instance | null = null;
  let stopping = false;

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    const totals = (await instance?.stop()) ?? {};
    tellParent({ totals });
    if (process.send === undefined) process.stdout.write(`${totalsLine(totals)}\n`);
    process.exit(0);
  }

  function fatal(error: Error): void {
    createLog("error").error({ error: error.message }, "fatal error, exiting; accepted events are on disk");
    process.exit(1);
  }

  if (process.send !== undefined) {
    // Reports and merges take whole cores: the edge goes first, what it accepts can wait in the queue.
    setPriority(constants.priority.PRIORITY_LOW);
  }
  if (process.send === undefined) {
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  } else {
    // The terminal's Ctrl+C reaches this process too: its edge tells it when to stop, after its own connections.
    process.on("SIGINT", () => {});
    process.on("SIGTERM", () => {});
    process.on("message", (message) => message === "stop" && void stop());
    // The edge is gone, and another one may start at once: leave like one who was killed, which is always safe.
    process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  }

  try {
    instance = await startInstance(readConfig(undefined, given), fatal);
    tellParent({ url: instance.url });
    if (process.send === undefined) greet(instance);
  } catch (error) {
    const message = forPeople(error);
    tellParent({ refused: message });
    if (process.send === undefined) process.stderr.write(`Millrace can't start.\n${message}\n`);
    process.exit(1);
  }
}

/** Returns what a new user needs: the address, the snippet, where the data is. */
export function greeting({ url, config, setupPath }: Omit<Instance, "stop">): string {
  const roles =
    config.roles === null || config.roles.length === ROLES.length
      ? ""
      : ` (roles: ${config.roles.join(", ")})`;
  const shown = config.publicUrl ?? url.replace("127.0.0.1", "localhost");
  if (config.roles !== null && !config.roles.includes("ingest"))
    return `\n  Millrace is ready at ${shown}${roles}\n\n`;
  return [
    "",
    `  Millrace is ready at ${shown}${roles}`,
    "",
    "  Add this to your pages:",
    `    <script defer src="${shown}/js/millrace.js" data-site="example.com"></script>`,
    "",
    ...(setupPath === null
      ? []
      : [
          isPrivateInstance(config.host, config.publicUrl)
            ? "  No account yet: whoever uses this machine may do everything. Create the first account:"
            : "  No account yet: events are accepted, everything else waits for the first account. Create it:",
          `    ${shown}${setupPath}`,
          "",
        ]),
    keepsLocalData(config)
      ? `  Your data is in ${config.dataDir}`
      : "  Your data is in the configured services",
    "",
    "",
  ].join("\n");
}

function totalsLine(totals: Totals): string {
  const { received = 0, queued = 0, duplicates = 0, dropped = 0, stored = 0, dead = 0 } = totals;
  return `Millrace stopped: ${received} received, ${queued} queued, ${duplicates} duplicates, ${dropped} dropped, ${stored} stored, ${dead} dead.`;
}
