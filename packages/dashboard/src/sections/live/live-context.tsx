import { useDocumentVisibility } from "@mantine/hooks";
import type { LiveEvent, LiveHello, LiveMessage, LiveSnapshot } from "@millrace/protocol";
import { type Query, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { openLiveSocket } from "../../api.ts";
import { meQuery } from "../../me-query.ts";
import { Throttle } from "./throttle.ts";

export type LiveStatus = "connecting" | "on" | "lost" | "paused";

export interface LiveState {
  readonly status: LiveStatus;
  /** The last one that came; whoever shows how many are there now looks at `isCurrent` first. */
  readonly snapshot: LiveSnapshot | null;
  /** Epoch ms. */
  readonly snapshotAt: number;
  /** The snapshot tells what is, not what was when the server was lost or the page hidden. */
  readonly isCurrent: boolean;
  /** The newest first. */
  readonly feed: readonly LiveEvent[];
  /** Events that went by without a place in the feed. */
  readonly skipped: number;
  /** How far the stream has come, by which a socket that is opened again learns what was missed; null: nowhere yet. */
  readonly place: Pick<LiveHello, "stream" | "total"> | null;
}

const NOTHING: LiveState = {
  status: "connecting",
  snapshot: null,
  snapshotAt: 0,
  isCurrent: false,
  feed: [],
  skipped: 0,
  place: null,
};
/** After a moment in another tab the numbers are still those of now. */
const CURRENT_MS = 30_000;
const FEED_LENGTH = 50;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

const LiveContext = createContext<LiveState>(NOTHING);
export const useLive = (): LiveState => useContext(LiveContext);

/**
 * A site's live socket for all that is below: opened while the page is visible, opened again when it is lost, as long as
 * the user may see the site. `onStored` hears of events that were just stored.
 */
export function LiveSocket({
  site,
  onStored,
  children,
}: {
  site: string;
  onStored?: (() => void) | undefined;
  children: ReactNode;
}) {
  const [state, setState] = useState<LiveState>(NOTHING);
  const isVisible = useDocumentVisibility() !== "hidden";
  const heard = useRef(onStored);
  const place = useRef(state.place);
  useEffect(() => {
    heard.current = onStored;
    place.current = state.place;
  });

  const client = useQueryClient();

  useEffect(() => {
    if (!isVisible) {
      setState((before) => ({ ...before, status: "paused" }));
      return;
    }
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let socket: ReturnType<typeof openLiveSocket> | undefined;
    let isOver = false;

    function connect(): void {
      socket = openLiveSocket(site, place.current, (message) => {
        failures = 0;
        setState((before) => after(before, message));
        if (message.type === "events") heard.current?.();
      });
      socket.addEventListener("close", retry);
    }

    function retry(): void {
      setState((before) => ({ ...before, status: "lost", isCurrent: false }));
      const waitMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.75 + Math.random() / 2);
      failures += 1;
      timer = setTimeout(() => void connectAgain(), waitMs);
    }

    /** The socket of whoever was signed out stays closed; a browser does not say why one was refused. */
    async function connectAgain(): Promise<void> {
      const me = await client.fetchQuery({ ...meQuery({ site }), staleTime: 0 }).catch(() => null);
      if (isOver) return;
      if (me === null) retry();
      else if (me.rights.includes("site:view")) connect();
    }

    setState((before) => ({
      ...before,
      status: "connecting",
      isCurrent: Date.now() - before.snapshotAt < CURRENT_MS,
    }));
    connect();
    return () => {
      isOver = true;
      clearTimeout(timer);
      socket?.removeEventListener("close", retry);
      socket?.close();
    };
  }, [client, site, isVisible]);

  return <LiveContext value={state}>{children}</LiveContext>;
}

function after(before: LiveState, message: LiveMessage): LiveState {
  if (message.type === "snapshot")
    return { ...before, status: "on", snapshot: message, snapshotAt: Date.now(), isCurrent: true };
  if (message.type === "hello")
    return { ...before, status: "on", skipped: before.skipped + (message.missed ?? 0), place: message };
  if (message.type === "session_end") return before;
  // How long a page was read is no step that anybody takes.
  const news = message.events.filter(({ name }) => name !== "engagement").reverse();
  return {
    ...before,
    status: "on",
    feed: [...news, ...before.feed].slice(0, FEED_LENGTH),
    skipped: before.skipped + message.count - message.events.length,
    place: before.place && { ...before.place, total: message.total },
  };
}

/** How often at most reports are asked for again because something was stored: what is looked at first, and the rest. */
const HEADLINE_REPORTS: readonly unknown[] = ["overview", "timeseries"];
const HEADLINES_MS = 1000;
const OTHERS_MS = 4000;

/** Renews a site's reports when events were stored. What is being asked for is waited for: a slow answer comes, however busy the site. */
export function useRenewReports(site: string): () => void {
  const client = useQueryClient();
  const paces = useMemo(() => {
    const renew = (areHeadlines: boolean) => async () => {
      const reports = {
        queryKey: ["report", site],
        predicate: ({ queryKey }: Query) => HEADLINE_REPORTS.includes(queryKey[2]) === areHeadlines,
      };
      const isLate = client.isFetching(reports) > 0;
      await client.invalidateQueries(reports, { cancelRefetch: false });
      // Asked before the events were stored, they may be answered without them.
      if (isLate) await client.invalidateQueries(reports, { cancelRefetch: false });
    };
    return [new Throttle(renew(true), HEADLINES_MS), new Throttle(renew(false), OTHERS_MS)];
  }, [client, site]);
  useEffect(
    () => () => {
      for (const pace of paces) pace.stop();
    },
    [paces],
  );
  return () => {
    for (const pace of paces) pace.ask();
  };
}
