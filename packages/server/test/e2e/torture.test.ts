import { expect, it } from "vitest";
import { runTorture, type TortureOptions } from "../../src/app/torture/run-torture.ts";
import { CRASH_POINTS } from "../../src/ports/crash-points.ts";
import { CLI, ROOT } from "./instance.ts";

/** Each named point once, and as many random kills; `npm run torture` makes more. */
const ROUNDS = 20;
const SEED = 20_261;

function options(overrides: Partial<TortureOptions>): TortureOptions {
  return {
    rounds: 1,
    seed: SEED,
    guardsOff: "",
    fault: null,
    command: ["npm", "start", "--silent"],
    dumpCommand: [process.execPath, CLI, "dump"],
    cwd: ROOT,
    environment: process.env,
    say: (line) => process.stdout.write(`${line}\n`),
    ...overrides,
  };
}

it(`loses and doubles nothing over ${ROUNDS} kills, every named point among them`, {
  timeout: 1_200_000,
}, async () => {
  expect(ROUNDS / 2).toBeGreaterThanOrEqual(CRASH_POINTS.length);
  const { ledger, clean } = await runTorture(options({ rounds: ROUNDS }));
  expect(ledger).toMatchObject({ lost: 0, doubled: 0, invented: 0, changed: 0, unexplained: 0 });
  expect(clean).toBe(true);
  expect(ledger.stored).toBe(ledger.acknowledged);
});

it("loses and doubles nothing of 100 connected visitors over kills, and viewers see who is there", {
  timeout: 600_000,
}, async () => {
  const { ledger, clean } = await runTorture(options({ rounds: 4, sockets: 100 }));
  expect(ledger).toMatchObject({ lost: 0, doubled: 0, invented: 0, changed: 0, unexplained: 0 });
  expect(clean).toBe(true);
  expect(ledger.stored).toBe(4 * 100 * 5);
});

// A suite that stays green without its guards can't see.
it.each([
  { guardsOff: "token", fault: "worker:insert-done" },
  { guardsOff: "manifest", fault: "worker:insert-done" },
  { guardsOff: "recent-ids", fault: "edge:after-append" },
])("turns red with the guard $guardsOff off", { timeout: 300_000 }, async ({ guardsOff, fault }) => {
  const { ledger, clean } = await runTorture(options({ rounds: 10, guardsOff, fault, say: () => {} }));
  expect(clean).toBe(false);
  expect(ledger.doubled).toBeGreaterThan(0);
});
