import { setTimeout as sleep } from "node:timers/promises";
import {
  DROP_REASONS,
  type DropReason,
  TRACE_STAGES,
  type TraceFilter,
  type TraceLine,
  type TraceMessage,
  type TraceReply,
  type TraceStage,
} from "@millrace/protocol";
import { WebSocket } from "ws";
import { ConfigError, inheritedEnvironment } from "../config.ts";
import { say } from "./say.ts";
import { lineText } from "./trace-text.ts";

export interface TailFlags {
  readonly url: string;
  readonly key?: string;
  readonly site?: string;
  readonly stage?: string;
  readonly name?: string;
  readonly reason?: string;
  readonly event?: string;
  readonly text?: string;
  readonly json?: boolean;
}

const RETRY_MS = 1000;

/** Shows what happens to events, stage by stage, until it is stopped. Of one event, first what has happened to it. */
export async function tail(flags: TailFlags): Promise<void> {
  const filter = readFilter(flags);
  const show = createShow(flags.json === true);
  if (flags.event !== undefined) await showPast(flags, flags.event, show);
  let isFirst = true;
  process.once("SIGINT", () => process.exit(0));
  for (;;) {
    const refused = await follow(flags, filter, show);
    if (refused !== null && isFirst) throw new ConfigError(refused);
    process.stderr.write("The connection was lost, connecting again: lines of meanwhile are missing.\n");
    isFirst = false;
    await sleep(RETRY_MS);
  }
}

function readFilter({ stage, name, reason, event, text }: TailFlags): TraceFilter {
  const stages = stage?.split(",").map((one) => oneOf("--stage", one, TRACE_STAGES));
  return {
    ...(stages !== undefined && { stages: stages as TraceStage[] }),
    ...(name !== undefined && { name }),
    ...(reason !== undefined && { reason: oneOf("--reason", reason, DROP_REASONS) as DropReason }),
    ...(event !== undefined && { event }),
    ...(text !== undefined && { text }),
  };
}

function oneOf(flag: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  throw new ConfigError(`${flag} ${value}: use ${allowed.join(", ")}`);
}

type Show = (line: TraceLine) => void;

/** Each line once: what is shown of the past may come again. */
function createShow(asJson: boolean): Show {
  let known = new Set<string>();
  return function show(line) {
    if (known.has(line.key)) return;
    if (known.size > 10_000) known = new Set();
    known.add(line.key);
    say(asJson ? JSON.stringify(line) : lineText(line, process.stdout.isTTY === true));
  };
}

const headersOf = ({ key = inheritedEnvironment().MILLRACE_KEY }: TailFlags): Record<string, string> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };

const pathOf = ({ site }: TailFlags): string =>
  site === undefined ? "/api/v1" : `/api/v1/sites/${encodeURIComponent(site)}`;

async function showPast(flags: TailFlags, event: string, show: Show): Promise<void> {
  const address = `${flags.url}${pathOf(flags)}/traces/${encodeURIComponent(event)}`;
  const reply = await fetch(address, { headers: headersOf(flags) }).catch((error: Error) => {
    throw new ConfigError(
      `${flags.url} does not answer: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  });
  const body = (await reply.json()) as TraceReply & { readonly error?: string };
  if (reply.status === 404) process.stderr.write(`${body.error}. Waiting for it.\n`);
  else if (!reply.ok) throw new ConfigError(`${address}: ${body.error}`);
  else for (const line of body.lines) show(line);
}

/** Resolves when the connection is over: with the reason if it was refused, else with null. */
function follow(flags: TailFlags, filter: TraceFilter, show: Show): Promise<string | null> {
  const socket = new WebSocket(`${flags.url.replace(/^http/, "ws")}${pathOf(flags)}/terminal`, {
    headers: headersOf(flags),
  });
  return new Promise((resolve) => {
    socket.on("open", () => socket.send(JSON.stringify(filter)));
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as TraceMessage | { type: "error"; message: string };
      if (message.type === "error") resolve(message.message);
      if (message.type !== "lines") return;
      for (const line of message.lines) show(line);
      if (message.left_out > 0)
        process.stderr.write(`${message.left_out} lines left out: too many to show\n`);
    });
    socket.on("unexpected-response", async (_request, reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of reply) chunks.push(chunk as Buffer);
      resolve(`${reply.statusCode} ${Buffer.concat(chunks).toString()}`);
    });
    socket.on("error", (error) => resolve(error.message));
    socket.on("close", () => resolve(null));
  });
}
