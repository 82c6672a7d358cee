import {
  ClientError,
  createCaller,
  type ExportFormat,
  figureCalls,
  type LiveHello,
  type LiveMessage,
  SHARE_HEADER,
} from "@millrace/protocol";
import { BASE_PATH } from "./base-path.ts";
import { shareCredential, sharedSlug } from "./guest.ts";
import { ServerConnection } from "./sections/connection/server-connection.ts";

const BASE_URL = new URL(BASE_PATH, location.href).href;

/** Whether the server answers, by all that the page asks it. */
export const connection = new ServerConnection({
  fetch: (input, init) => fetch(input, init),
  probeUrl: new URL("health", BASE_URL).href,
});

const refused = new Set<() => void>();

/** Calls back when a request was refused for who asked it: they may have been signed out, or have another role by now. */
export function onRefusal(listener: () => void): void {
  refused.add(listener);
}

const asGuest = (init: RequestInit = {}): RequestInit => ({
  ...init,
  credentials: "omit",
  headers: { ...(init.headers as Record<string, string>), [SHARE_HEADER]: shareCredential() },
});

const fetchAndWatch: typeof fetch = async (input, init) => {
  const reply = await connection.fetch(input, sharedSlug === null ? init : asGuest(init));
  if (reply.status === 401 || reply.status === 403) for (const tell of refused) tell();
  return reply;
};

export const caller = createCaller({ baseUrl: BASE_URL, fetch: fetchAndWatch });

/** Whatever the dashboard knows of the instance, it asks for here, and in more-api.ts. */
export const api = figureCalls(caller);

/** Where a script of a page finds the tracker, and where the instance is for others. */
export const instanceUrl = (path: string): string => new URL(path.replace(/^\//, ""), BASE_URL).href;

/**
 * A refusal stays one; what failed on its way, or for lack of time, may work the next time. While the server is gone
 * nothing does: all is asked again when it is back.
 */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 3 || connection.state.kind === "gone") return false;
  return !(error instanceof ClientError) || error.status === 429 || error.status >= 500;
}

export const isConflict = (error: unknown): boolean => error instanceof ClientError && error.status === 409;
export const isNotFound = (error: unknown): boolean => error instanceof ClientError && error.status === 404;

/** Address of a report as a file. */
export function exportUrl(
  report: string,
  params: Readonly<Record<string, string>>,
  format: ExportFormat,
): string {
  return instanceUrl(`api/v1/reports/${report}?${new URLSearchParams({ ...params, format })}`);
}

/** Opens a socket of the instance; the caller closes it. */
export function openSocket<Message>(path: string, onMessage: (message: Message) => void): WebSocket {
  const socket = new WebSocket(instanceUrl(`api/v1/${path}`).replace("http", "ws"));
  socket.addEventListener("message", ({ data }) => onMessage(JSON.parse(String(data))));
  return socket;
}

/** Opens a site's live socket; the caller closes it. `place`: how far the stream had come when one was open before. */
export function openLiveSocket(
  site: string,
  place: Pick<LiveHello, "stream" | "total"> | null,
  onMessage: (message: LiveMessage) => void,
): WebSocket {
  const after = place === null ? "" : `?after=${place.stream}:${place.total}`;
  return openSocket<LiveMessage>(`sites/${encodeURIComponent(site)}/live${after}`, (message) => {
    // A newer server may have more to say.
    if (/hello|snapshot|events/.test(message.type)) onMessage(message);
  });
}
