import { DROP_REASONS, TRACE_OUTCOMES, TRACE_STAGES } from "@millrace/protocol";
import { z } from "zod";

const milliseconds = z.number().min(0).nullable();

export const traceLine = z.object({
  key: z.string().describe("Unique in the instance"),
  at: z.number().describe("Epoch milliseconds at which the stage ended"),
  stage: z.enum(TRACE_STAGES),
  outcome: z.enum(TRACE_OUTCOMES),
  ms: milliseconds.describe("How long the stage took; null: not measured"),
  site: z.string().nullable(),
  event: z
    .object({ id: z.string(), name: z.string(), page: z.string(), door: z.string() })
    .nullable()
    .describe("Null: the line is about a batch or a day"),
  batch: z.object({ rows: z.int().min(0), day: z.string().nullable() }).nullable(),
  receipt: z.string().nullable(),
  reason: z.enum(DROP_REASONS).nullable(),
  error: z.string().nullable(),
  process: z.string().describe("`host:pid`"),
});

export const traceReply = z.object({
  lines: z.array(traceLine),
  processes: z.array(z.string()),
  silent: z.array(z.string()).describe("Processes that run and did not answer"),
});

const stageFigures = z.object({
  stage: z.enum(TRACE_STAGES),
  rate: z.number().describe("Events a second"),
  size: z.number().describe("Events of one run"),
  p50_ms: milliseconds,
  p95_ms: milliseconds,
  p99_ms: milliseconds,
  errors: z.number().min(0).max(1),
});

export const traceMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("lines"), lines: z.array(traceLine), left_out: z.int().min(0) }),
  z.object({
    type: z.literal("figures"),
    stages: z.array(stageFigures),
    waiting: z.int().min(0),
    dead: z.int().min(0),
  }),
]);

const text = z.string().max(300).optional();

/** What a client of a terminal sends. */
export const traceFilter = z.strictObject({
  stages: z.array(z.enum(TRACE_STAGES)).optional(),
  site: text,
  name: text,
  reason: z.enum(DROP_REASONS).optional(),
  event: text,
  text,
});
