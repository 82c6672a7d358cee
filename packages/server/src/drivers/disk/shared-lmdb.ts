import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { RootDatabase, RootDatabaseOptionsWithPath } from "lmdb";
import { QueueUnavailable } from "../../domain/errors.ts";
import { durably } from "./errors.ts";

/** What a transaction returns that found itself on an old commit, and wrote nothing. */
const OUTDATED = Symbol("outdated");
const REOPEN_MS = 30_000;

/** The part of lmdb's environment that its types leave out. */
interface Environment {
  info(): { readonly lastTxnId: number };
}

/**
 * An LMDB environment that several processes have open, and in which no commit is ever overwritten.
 *
 * Where the next transaction begins stands in memory that all of them share. A process that opens the environment sets
 * it to the commit that it read from the file a moment before, and so takes back whatever was committed in between
 * (lmdb 3.5; LMDB mended it as ITS#9496, which lmdb's own copy lacks). The next transaction would then write over
 * commits that are acknowledged. So each looks first whether it stands on the newest commit of the file. Nobody can
 * commit meanwhile, which makes the answer exact.
 */
export class SharedLmdb {
  readonly #options: RootDatabaseOptionsWithPath;
  readonly #root: RootDatabase;
  readonly #environment: Environment;
  #reopening: Promise<void> | null = null;

  /**
   * `openDatabases` runs in a transaction, like whatever it makes and writes. The options are those of lmdb;
   * one fdatasync per commit and a promise that resolves behind it come with them.
   */
  static async open<Databases>(
    options: RootDatabaseOptionsWithPath,
    openDatabases: (root: RootDatabase) => Databases,
  ): Promise<{ lmdb: SharedLmdb; databases: Databases }> {
    const { open } = await import("lmdb");
    const all: RootDatabaseOptionsWithPath = {
      ...options,
      overlappingSync: false,
      // Every write here is a transaction of its own; batching by turn would add promises that nobody can catch.
      eventTurnBatching: false,
    };
    const root = open(all);
    const lmdb = new SharedLmdb(all, root);
    try {
      return { lmdb, databases: await lmdb.write(() => openDatabases(root)) };
    } catch (error) {
      await lmdb.close();
      throw error;
    }
  }

  private constructor(options: RootDatabaseOptionsWithPath, root: RootDatabase) {
    this.#options = options;
    this.#root = root;
    this.#environment = (root as RootDatabase & { readonly env: Environment }).env;
  }

  /** Runs in a write transaction, of which all processes together have one at a time. Resolves when it is on disk. */
  async write<Result>(run: () => Result): Promise<Result> {
    for (;;) {
      const lookAndRun = (): Result | typeof OUTDATED => (this.#isOutdated() ? OUTDATED : run());
      const result = await durably(this.#root.transaction(lookAndRun));
      if (result !== OUTDATED) return result;
      this.#reopening ??= this.#reopenElsewhere().finally(() => {
        this.#reopening = null;
      });
      await this.#reopening;
    }
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  #isOutdated(): boolean {
    return this.#root.getWriteTxnId() !== this.#environment.info().lastTxnId + 1;
  }

  /** While nobody commits, a process that opens the environment puts right what another's opening broke. */
  #reopenElsewhere(): Promise<void> {
    const lmdb = pathToFileURL(createRequire(import.meta.url).resolve("lmdb")).href;
    const script = `import(${JSON.stringify(lmdb)}).then(({ open }) => open(${JSON.stringify(this.#options)}).close())`;
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["-e", script], {
        stdio: ["ignore", "ignore", "ignore"],
        timeout: REOPEN_MS,
        killSignal: "SIGKILL",
      });
      const fail = (reason: string) =>
        reject(new QueueUnavailable(`${this.#options.path} still shows an old commit: ${reason}`));
      child.once("error", (error) => fail(error.message));
      child.once("exit", (code, signal) =>
        code === 0 ? resolve() : fail(`the process that reopens it ended with ${code ?? signal}`),
      );
    });
  }
}
