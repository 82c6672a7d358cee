import { expect, it } from "vitest";
import { openState } from "../drivers/state/index.ts";
import { holderName } from "./holder-name.ts";

/** Whether a process gets a lease that another start of the same settings held when it was killed. */
async function getsLeaseOfBefore(stateUrl: string): Promise<boolean> {
  const state = await openState("memory:", { guards: { fsync: true } });
  const start = () =>
    state.acquireLease({
      name: "partition 0",
      holder: holderName({ stateUrl, dataDir: "/data" }),
      ttlMs: 60_000,
    });
  expect(await start()).not.toBeNull();
  return (await start()) !== null;
}

it.each([
  { stateUrl: "disk:/data/state", gets: true, description: "alone on its state, works at once after a kill" },
  { stateUrl: "memory:", gets: true, description: "alone in its process, likewise" },
  { stateUrl: "redis://host/0", gets: false, description: "one of many, never takes another's for its own" },
  { stateUrl: "rediss://host/0", gets: false, description: "the same over TLS" },
])("$stateUrl: $description", async ({ stateUrl, gets }) => {
  expect(await getsLeaseOfBefore(stateUrl)).toBe(gets);
});

it("tells instances apart that share a machine", () => {
  const [one, other] = ["/one", "/other"].map((dataDir) => holderName({ stateUrl: "memory:", dataDir }));
  expect(one).not.toBe(other);
});
