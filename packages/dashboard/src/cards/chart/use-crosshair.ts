import { type KeyboardEvent, type MouseEvent, type PointerEvent, useState } from "react";

export interface CrosshairOptions {
  readonly count: number;
  /** The point next to a distance from the chart's left edge, in pixels. */
  readonly indexAt: (offset: number) => number;
  readonly onZoom?: ((first: number, last: number) => void) | undefined;
}

/** Where the pointer or the arrow keys stand in a chart, and what is being dragged over. */
export function useCrosshair({ count, indexAt, onZoom }: CrosshairOptions) {
  const [at, setAt] = useState<number | null>(null);
  const [from, setFrom] = useState<number | null>(null);
  const last = count - 1;

  function offsetOf(event: PointerEvent<HTMLElement>): number {
    return event.clientX - event.currentTarget.getBoundingClientRect().left;
  }

  function zoom(first: number, second: number): void {
    if (first !== second) onZoom?.(Math.min(first, second), Math.max(first, second));
  }

  function press(event: KeyboardEvent<HTMLElement>): void {
    const now = at ?? last;
    const moved: Readonly<Record<string, number>> = {
      ArrowLeft: at === null ? last : now - 1,
      ArrowRight: at === null ? 0 : now + 1,
      Home: 0,
      End: last,
    };
    const next = moved[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setAt(Math.min(last, Math.max(0, next)));
    } else if (event.key === "Enter" && at !== null) onZoom?.(at, at);
    else if (event.key === "Escape") setAt(null);
  }

  return {
    at: at === null || count === 0 ? null : Math.min(at, last),
    brush:
      from === null || at === null || from === at
        ? null
        : ([Math.min(from, at), Math.max(from, at)] as const),
    handlers: {
      onKeyDown: press,
      onBlur: () => setAt(null),
      onPointerMove: (event: PointerEvent<HTMLElement>) => setAt(indexAt(offsetOf(event))),
      onPointerLeave: () => from === null && setAt(null),
      /** A press on a text begins to select it, and what lies around it with it. */
      onMouseDown(event: MouseEvent<HTMLElement>) {
        event.preventDefault();
        event.currentTarget.focus();
      },
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.pointerType === "touch" || event.button !== 0 || onZoom === undefined) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(indexAt(offsetOf(event)));
      },
      onPointerUp(event: PointerEvent<HTMLElement>) {
        if (from !== null) zoom(from, indexAt(offsetOf(event)));
        setFrom(null);
      },
      onPointerCancel: () => setFrom(null),
    },
  };
}
