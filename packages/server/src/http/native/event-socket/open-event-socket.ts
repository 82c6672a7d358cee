import { isOutage } from "../../../domain/errors.ts";
import type { Site } from "../../../domain/site/site.ts";
import type { Handlers } from "../../serve/handlers.ts";
import type { SenderFacts } from "../../serve/read-sender.ts";
import { SocketRefused } from "../../serve/socket-doors/socket-doors.ts";
import type { EVENT_SOCKETS } from "../endpoints/event-sockets.ts";
import { EventClient, type EventClientDeps } from "./event-client.ts";
import { Visit, type VisitDeps } from "./visit.ts";

export interface EventSocketDeps extends EventClientDeps, VisitDeps {
  /** Returns null when there is no such site yet. Never makes one. */
  readonly findSite: (name: string) => Promise<Site | null>;
}

/** Creates the WebSocket by which pages and programs send events. */
export function createEventSocketHandlers(
  deps: EventSocketDeps,
): Pick<Handlers<typeof EVENT_SOCKETS>, "takeSocket" | "takeSocketAtRoot"> {
  const { findSite, clock } = deps;

  async function siteOf(name: string): Promise<Site | null> {
    try {
      return await findSite(name);
    } catch (error) {
      // Each event is checked again, with what the edge knows of the site.
      if (isOutage(error)) return null;
      throw error;
    }
  }

  /** A page of another origin learns at once that nothing that it sends will count. */
  function checkOrigin(site: Site | null, { origin, holder }: SenderFacts): void {
    if (origin === "" || holder !== null) return;
    if (site === null || site.allowedOrigins.length === 0 || site.allowedOrigins.includes(origin)) return;
    throw new SocketRefused("the site does not accept events of this origin");
  }

  const takeSocket: Handlers<typeof EVENT_SOCKETS>["takeSocket"] = async ({ query, sender }, line) => {
    const params = new URLSearchParams(query);
    const projectId = requiredIn(params, "projectId");
    const sessionId = requiredIn(params, "sessionId");
    const site = await siteOf(projectId);
    checkOrigin(site, sender);
    const timestamp = new Date(clock.now()).toISOString();
    line.send(JSON.stringify({ type: "connected", projectId, sessionId, timestamp }));
    const client = new EventClient(projectId, sender, new Visit(deps), line, deps);
    // Somebody who only connects makes no site.
    if (site !== null) await client.connected();
    return client;
  };
  return { takeSocket, takeSocketAtRoot: takeSocket };
}

const MOST_CHARACTERS = 255;

function requiredIn(params: URLSearchParams, name: string): string {
  const value = params.get(name) ?? "";
  if (value === "") throw new SocketRefused(`${name} is required`);
  if (value.length > MOST_CHARACTERS)
    throw new SocketRefused(`${name} must be at most ${MOST_CHARACTERS} characters`);
  return value;
}
