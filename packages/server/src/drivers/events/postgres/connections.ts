import type { ClientBase, ClientConfig, Pool, PoolClient } from "pg";
import { StoreUnavailable } from "../../../domain/errors.ts";
import { SECOND } from "../../../domain/time.ts";

/** Time within which a server that is there connects, and answers the first statement of a transaction. */
const ANSWER_MS = 5 * SECOND;

export interface TransactionOptions {
  /** How it begins: `BEGIN` and local settings. */
  readonly begin: string;
  /** Time for all its statements together, as the client sees it: a server that hangs tells nothing. */
  readonly limitMs: number;
}

/** Connections to one database, of which `max` are in use at most; further transactions wait in line. */
export interface Connections {
  /** Runs the statements of a function in one transaction; rolled back when the function throws. */
  transaction<Result>(
    options: TransactionOptions,
    run: (client: ClientBase) => Promise<Result>,
  ): Promise<Result>;
  close(): Promise<void>;
}

export function createConnections(pool: Pool, max: number): Connections {
  // An idle connection that breaks is replaced by the pool when the next one is asked for.
  pool.on("error", ignore);
  const line = createLine(max);
  return {
    transaction: (options, run) => line(() => inTransaction(pool, options, run)),
    // A server that hangs never says good-bye.
    close: () => within(ANSWER_MS, pool.end()).catch(() => {}),
  };
}

/** pg's own line counts the wait against its time to connect. */
function createLine(max: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async function inLine<Result>(run: () => Promise<Result>): Promise<Result> {
    if (running < max) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

async function connect(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect();
  // Lost while in use: the statement under way is told, and the next one too.
  client.on("error", ignore);
  return client;
}

const ignore = () => {};

async function inTransaction<Result>(
  pool: Pool,
  { begin, limitMs }: TransactionOptions,
  run: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool);
  let isSound = true;
  try {
    await within(ANSWER_MS, client.query(begin));
    return await within(
      limitMs,
      run(client).then((value) => commit(client, value)),
    );
  } catch (error) {
    isSound = !(error instanceof StoreUnavailable) && (await rollBack(client));
    throw error;
  } finally {
    client.removeListener("error", ignore);
    // Closing a connection that still runs a statement ends the statement with an error.
    client.release(!isSound);
  }
}

function rollBack(client: ClientBase): Promise<boolean> {
  return within(ANSWER_MS, client.query("ROLLBACK")).then(
    () => true,
    () => false,
  );
}

async function commit<Result>(client: ClientBase, result: Result): Promise<Result> {
  const { command } = await client.query("COMMIT");
  // COMMIT of a transaction that failed is a ROLLBACK and no error.
  if (command !== "COMMIT") throw new StoreUnavailable(`[events:postgres] COMMIT returned ${command}`);
  return result;
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    const error = new StoreUnavailable(
      `[events:postgres] no answer within ${ms / SECOND} s: check that the server is running`,
    );
    timer = setTimeout(() => reject(error), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What every connection has in common. */
export function clientConfig(connectionString: string): ClientConfig {
  return {
    connectionString,
    connectionTimeoutMillis: ANSWER_MS,
    keepAlive: true,
    application_name: "millrace",
  };
}
