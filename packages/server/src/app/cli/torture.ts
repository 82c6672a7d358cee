import { fileURLToPath } from "node:url";
import { inheritedEnvironment } from "../config.ts";
import { ledgerLine } from "../torture/ledger.ts";
import { runTorture } from "../torture/run-torture.ts";
import { say } from "./say.ts";

interface TortureFlags {
  readonly rounds: number;
  readonly seed: number;
  readonly fault?: string;
  readonly sockets: number;
  readonly guardsOff: string;
}

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const CLI = fileURLToPath(new URL("./main.js", import.meta.url));

/** Exits with 1 when the ledger shows a fault. */
export async function torture({ rounds, seed, fault, sockets, guardsOff }: TortureFlags): Promise<void> {
  const { ledger, clean } = await runTorture({
    rounds: Number(rounds),
    seed: Number(seed),
    fault: fault ?? null,
    sockets: Number(sockets),
    guardsOff,
    command: ["npm", "start", "--silent"],
    dumpCommand: [process.execPath, CLI, "dump"],
    cwd: ROOT,
    environment: inheritedEnvironment(),
    say,
  });
  say(`${clean ? "Held" : "BROKEN"}: ${ledgerLine(ledger)}, seed ${seed}.`);
  process.exitCode = clean ? 0 : 1;
}
