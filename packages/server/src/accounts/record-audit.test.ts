import { expect, it } from "vitest";
import { COMMAND_LINE, createRecordAudit } from "./record-audit.ts";

it("logs a record that can't be written as an error, and does not fail what was done", async () => {
  const logged: unknown[] = [];
  const note = (facts: object, sentence: string) => void logged.push([facts, sentence]);
  const record = createRecordAudit({
    audit: {
      async addAudit() {
        throw new Error("the disk is full");
      },
    },
    clock: { now: () => 0 },
    log: { debug() {}, info() {}, warn() {}, error: note },
  });
  await record(COMMAND_LINE, { action: "site deleted" });
  expect(logged).toEqual([
    [{ action: "site deleted", error: "the disk is full" }, expect.stringContaining("audit log not written")],
  ]);
});
