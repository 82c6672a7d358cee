import type { TraceFigures, TraceFilter, TraceMessage } from "@millrace/protocol";
import { useEffect, useRef, useState } from "react";
import { openSocket } from "../../api.ts";
import { LineBuffer } from "./line-buffer.ts";
import { passes } from "./terminal-search.ts";

const RETRY_MS = 1000;
const MOST_RETRY_MS = 15_000;

export type TerminalStatus = "connecting" | "on" | "lost";

export interface Terminal {
  readonly buffer: LineBuffer;
  readonly status: TerminalStatus;
  /** Null: none came, or they are not for this user. */
  readonly figures: TraceFigures | null;
  /** What the server says of a filter that it does not know. */
  readonly fault: string | null;
}

/** Follows a terminal's socket. */
export function useTerminal(site: string | null, filter: TraceFilter): Terminal {
  const [buffer] = useState(() => new LineBuffer());
  const [status, setStatus] = useState<TerminalStatus>("connecting");
  const [figures, setFigures] = useState<TraceFigures | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const socket = useRef<ReturnType<typeof openSocket> | null>(null);
  const isOpen = useRef(false);
  const asked = JSON.stringify(filter);
  const latest = useRef(asked);

  useEffect(() => {
    latest.current = asked;
    setFault(null);
    const wanted = JSON.parse(asked) as TraceFilter;
    buffer.filter((line) => passes(wanted, line));
    // One that is still opening sends what is asked then.
    if (isOpen.current) socket.current?.send(asked);
  }, [asked, buffer]);

  useEffect(() => {
    let isOver = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function hear(message: TraceMessage | { type: "error"; message: string }): void {
      // A closed socket still brings what was under way.
      if (isOver) return;
      if (message.type === "figures") setFigures(message);
      else if (message.type === "error") setFault(message.message);
      else buffer.add(message.lines, message.left_out);
    }

    const path = site === null ? "terminal" : `sites/${encodeURIComponent(site)}/terminal`;

    function connect(): void {
      const opened = openSocket(path, hear);
      socket.current = opened;
      opened.addEventListener("open", () => {
        failures = 0;
        isOpen.current = true;
        setStatus("on");
        opened.send(latest.current);
      });
      opened.addEventListener("close", () => {
        if (isOver) return;
        isOpen.current = false;
        if (failures === 0) buffer.addLostConnection();
        setStatus("lost");
        timer = setTimeout(connect, Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** failures));
        failures += 1;
      });
    }

    connect();
    return () => {
      isOver = true;
      isOpen.current = false;
      clearTimeout(timer);
      socket.current?.close();
    };
  }, [site, buffer]);

  return { buffer, status, figures, fault };
}
