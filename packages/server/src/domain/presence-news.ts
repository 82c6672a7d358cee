/** Topic of the live bus for the connections of each process with the role ingest. */
export const PRESENCE_TOPIC = "presence";
/** Topic by which a process requests all connections of an edge: the message is the edge's name, or "" for every edge. */
export const PRESENCE_WANTED_TOPIC = "presence-wanted";

/** A visitor with an open connection. */
export interface Connection {
  /** Unique at its edge. */
  readonly id: number;
  readonly siteId: number;
  readonly visitorId: string;
  /** Path of the last page view; "" when there was none. */
  readonly page: string;
  /** Epoch ms of the last event; 0 when there was none. */
  readonly at: number;
}

/**
 * What an edge says of its connections. `sequence` counts its messages, so that a listener notices that it missed one.
 * With `all`, the connections are a part of all that were open when that request was answered.
 */
export interface PresenceNews {
  readonly edge: string;
  readonly sequence: number;
  readonly all: { readonly part: number; readonly parts: number } | null;
  readonly open: readonly Connection[];
  readonly closed: readonly number[];
}

type Row = readonly [id: number, siteId: number, visitorId: string, page: string, at: number];

const toRow = ({ id, siteId, visitorId, page, at }: Connection): Row => [id, siteId, visitorId, page, at];

export function encodePresence({ open, ...news }: PresenceNews): string {
  return JSON.stringify({ ...news, open: open.map(toRow) });
}

/** Returns null for a message of another format, which an older or newer process may send. */
export function decodePresence(message: string): PresenceNews | null {
  try {
    const { edge, sequence, all, open, closed } = JSON.parse(message) ?? {};
    if (typeof edge !== "string" || typeof sequence !== "number") return null;
    if (!Array.isArray(open) || !Array.isArray(closed) || !open.every(isRow)) return null;
    const connections = open.map(([id, siteId, visitorId, page, at]) => ({
      id,
      siteId,
      visitorId,
      page,
      at,
    }));
    return { edge, sequence, all: isPart(all) ? all : null, open: connections, closed: closed.map(Number) };
  } catch {
    return null;
  }
}

function isRow(value: unknown): value is Row {
  if (!Array.isArray(value)) return false;
  const [id, siteId, visitorId, page, at] = value;
  const areNumbers = [id, siteId, at].every((number) => typeof number === "number");
  return areNumbers && typeof visitorId === "string" && typeof page === "string";
}

const isPart = (value: unknown): value is { part: number; parts: number } =>
  typeof (value as { part?: unknown } | null)?.part === "number";

/** Connections in one message, so that it fits into the bus with paths of the greatest length. */
export const CONNECTIONS_IN_A_MESSAGE = 200;
/** Longer paths are cut: of 200 connections, a message must fit into 64 KB. */
export const MAX_PAGE_BYTES = 240;
