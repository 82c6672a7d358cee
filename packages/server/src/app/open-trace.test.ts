import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { useTempFolders } from "../../test/build/temp-folder.ts";
import { openState } from "../drivers/state/index.ts";
import { readConfig } from "./config.ts";
import { type OpenTrace, openTrace } from "./open-trace.ts";

const newFolder = useTempFolders();
const opened: OpenTrace[] = [];
afterEach(async () => {
  for (const { tracers } of opened.splice(0)) for (const tracer of tracers) await tracer.stop();
});

async function open(folder: string): Promise<{ trace: OpenTrace; warnings: string[] }> {
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (_: object, text: string) => void warnings.push(text),
  };
  const config = readConfig({ DATA_DIR: folder, PORT: "0", TRACE_EVENTS: "100" });
  const state = await openState("memory:", { guards: { fsync: true } });
  const trace = await openTrace(config, ["ingest"], { state, startedAt: 0, log });
  opened.push(trace);
  return { trace, warnings };
}

const filesIn = (folder: string) => readdirSync(join(folder, "trace")).sort();

it("gives each of two processes on one folder files of its own, and the next one those that are free", async () => {
  const folder = newFolder();
  const { trace: first } = await open(folder);
  await open(folder);
  const both = ["ingest-0-2.events", "ingest-0-2.notes", "ingest-0.events", "ingest-0.notes"];
  expect(filesIn(folder)).toEqual(both);
  await first.tracers[0]?.stop();
  opened.splice(opened.indexOf(first), 1);
  await open(folder);
  expect(filesIn(folder)).toEqual(both);
});

it("records nothing where the folder can't be written, after a warning", async () => {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "trace"), "a file");
  const { trace, warnings } = await open(folder);
  expect(trace.tracers).toEqual([]);
  expect(warnings).toEqual(["could not open the trace files, recording nothing"]);
});
