import { type Agent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { SECOND } from "../../../domain/time.ts";

/** The longest a reply may be late before the host is asked whether it lives is twice this. */
const LOOK_EVERY_MS = SECOND;
/** A busy host takes a while to accept a connection; one that stands still for longer is as good as gone. */
const PATIENCE_MS = 5 * SECOND;

export interface WatchOptions {
  readonly lookEveryMs?: number;
  readonly patienceMs?: number;
  readonly ca?: Buffer;
}

/**
 * Tells a slow statement from a host that fell silent: while replies are owed on the agents' connections, `pingUrl` is
 * asked on a connection of its own. When nothing comes back, the requests under way fail at once instead of at their
 * own time limit. Any reply counts, and so does a refusal: a server that ends still finishes what it began.
 * Returns how to stop watching.
 */
export function hangUpOnSilence(
  pingUrl: string,
  agents: readonly Agent[],
  { lookEveryMs = LOOK_EVERY_MS, patienceMs = PATIENCE_MS, ca }: WatchOptions = {},
): () => void {
  const socketsInUse = () =>
    agents.flatMap(({ sockets }) => Object.values(sockets).flatMap((list) => list ?? []));
  let owed = new Set<unknown>();
  let asking = false;

  async function look(): Promise<void> {
    const inUse = socketsInUse();
    const late = inUse.filter((socket) => owed.has(socket));
    owed = new Set(inUse);
    if (late.length === 0 || asking) return;
    asking = true;
    const silent = await isSilent(pingUrl, patienceMs, ca);
    asking = false;
    if (silent)
      for (const socket of late) socket.destroy(new Error("it accepts connections but does not respond"));
  }

  const timer = setInterval(() => void look(), lookEveryMs).unref();
  return () => clearInterval(timer);
}

function isSilent(url: string, patienceMs: number, ca: Buffer | undefined): Promise<boolean> {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const asked = send(url, { agent: false, ...(ca && { ca }) }, (reply) => {
      reply.resume();
      resolve(false);
    });
    const timer = setTimeout(() => {
      resolve(true);
      asked.destroy();
    }, patienceMs).unref();
    asked.on("error", () => resolve(false));
    asked.on("close", () => clearTimeout(timer));
    asked.end();
  });
}
