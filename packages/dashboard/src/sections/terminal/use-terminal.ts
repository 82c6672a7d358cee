import type { TraceFigures, TraceFilter, TraceLine, TraceMessage } from "@millrace/protocol";
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

/** Follows a terminal's socket. Lines are shown once a frame, however many messages come. */
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
    buffer.keep((line) => passes(JSON.parse(asked) as TraceFilter, line));
    // One that is still opening sends what is asked then.
    if (isOpen.current) socket.current?.send(asked);
  }, [asked, buffer]);

  useEffect(() => {
    let isOver = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waiting: TraceLine[] = [];
    let leftOut = 0;
    let frame = 0;

    function flush(): void {
      frame = 0;
      buffer.add(waiting, leftOut);
      waiting = [];
      leftOut = 0;
    }

    function hear(message: TraceMessage | { type: "error"; message: string }): void {
      if (message.type === "figures") setFigures(message);
      else if (message.type === "error") setFault(message.message);
      else {
        waiting.push(...message.lines);
        leftOut += message.left_out;
        // Hidden pages have no frames: what is held back then is bounded by the buffer, when it is seen again.
        if (frame === 0) frame = requestAnimationFrame(flush);
        if (waiting.length > 50_000) flush();
      }
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
        isOpen.current = false;
        if (isOver) return;
        if (failures === 0) buffer.addLostConnection();
        setStatus("lost");
        timer = setTimeout(connect, Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** failures));
        failures += 1;
      });
    }

    connect();
    return () => {
      isOver = true;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      socket.current?.close();
    };
  }, [site, buffer]);

  return { buffer, status, figures, fault };
}
