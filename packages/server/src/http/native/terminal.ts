import type { TraceMessage, TraceReply } from "@millrace/protocol";
import { NotFound, UnknownSite } from "../../domain/errors.ts";
import type { TraceScope } from "../../live/trace/find-trace.ts";
import type { Terminals } from "../../live/trace/terminals.ts";
import { type FindSite, ok, pathParam } from "../serve/answer.ts";
import { BodyFault, readJson } from "../serve/body.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { SendText, SocketPeer } from "../serve/sockets.ts";
import type { TERMINAL } from "./endpoints/terminal.ts";
import { traceFilter } from "./terminal-schemas.ts";

export interface TerminalDeps {
  readonly find: FindSite;
  readonly terminals: Terminals;
  readonly findTrace: (event: string, scope: TraceScope) => Promise<TraceReply | null>;
}

/** Creates what follows events from stage to stage. */
export function createTerminalHandlers({
  find,
  terminals,
  findTrace,
}: TerminalDeps): Handlers<typeof TERMINAL> {
  async function scopeOf(name: string): Promise<TraceScope> {
    const site = await find(name);
    if (site === null) throw new UnknownSite(name);
    return { id: site.id, name };
  }

  async function trace(event: string, scope: TraceScope) {
    const reply = await findTrace(event, scope);
    if (reply !== null) return ok(reply);
    throw new NotFound(
      "no process knows this event: it is none of the last ones, or it was never received here",
    );
  }

  return {
    readTrace: async (request) => trace(pathParam(request, "event"), null),
    readSiteTrace: async (request) =>
      trace(pathParam(request, "event"), await scopeOf(pathParam(request, "site"))),
    watchTerminal: async () => peerOf(terminals, null),
    watchSiteTerminal: async (request) => peerOf(terminals, await scopeOf(pathParam(request, "site"))),
  };
}

function peerOf(terminals: Terminals, scope: TraceScope): SocketPeer {
  let terminal: ReturnType<Terminals["open"]> | null = null;
  return {
    open(send) {
      terminal = terminals.open(scope, (message: TraceMessage) => send(JSON.stringify(message)));
      return () => terminal?.close();
    },
    message(text, send) {
      const filter = readFilter(text, send);
      if (filter !== null) terminal?.filter(filter);
    },
  };
}

function readFilter(text: string, send: SendText) {
  const refuse = (message: string) => {
    send(JSON.stringify({ type: "error", message }));
    return null;
  };
  try {
    const { success, data, error } = traceFilter.safeParse(readJson(Buffer.from(text)));
    if (success) return data;
    const [issue] = error.issues;
    return refuse(`the filter is invalid: ${issue?.path.join(".")} ${issue?.message}`);
  } catch (error) {
    if (error instanceof BodyFault) return refuse(error.message);
    throw error;
  }
}
