import { type RefObject, type UIEvent, useLayoutEffect, useRef } from "react";
import type { Row } from "./line-buffer.ts";
import { placeOf } from "./place-of.ts";

export const ROW_HEIGHT = 26;
/** So near to the end, the list follows what comes. */
const NEAR_END = 2 * ROW_HEIGHT;

export interface Scrolled {
  readonly rows: readonly Row[];
  readonly isPaused: boolean;
  /** Called when somebody scrolls back from the end. */
  readonly onLeaveEnd: () => void;
}

/**
 * Keeps the end of a list in sight while it is followed, and what is read in its place while it is not: rows above leave.
 * Returns what to call at each scroll.
 */
export function useScroll(
  frame: RefObject<HTMLDivElement | null>,
  { rows, isPaused, onLeaveEnd }: Scrolled,
): (event: UIEvent<HTMLDivElement>) => void {
  const before = useRef({ top: 0, rows });

  useLayoutEffect(() => {
    const list = frame.current;
    if (list === null) return;
    const { top, rows: left } = before.current;
    const read = left[Math.floor(top / ROW_HEIGHT)];
    if (!isPaused) list.scrollTop = rows.length * ROW_HEIGHT;
    else if (left !== rows && read !== undefined)
      list.scrollTop = placeOf(read, rows) * ROW_HEIGHT + (top % ROW_HEIGHT);
    before.current = { top: list.scrollTop, rows };
  }, [frame, rows, isPaused]);

  return ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
    const isBackward = scrollTop < before.current.top;
    before.current.top = scrollTop;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    // What grows below is no step of the reader's.
    if (!isPaused && !isAtEnd && isBackward) onLeaveEnd();
  };
}
