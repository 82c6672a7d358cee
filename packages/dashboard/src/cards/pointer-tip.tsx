import type { ReactNode } from "react";
import styles from "./pointer-tip.module.css";

/** Where in its frame a tip stands, in pixels of the frame. */
export interface TipPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The place of a pointer within a frame. */
export function placeIn(
  frame: Element | null,
  { clientX, clientY }: { clientX: number; clientY: number },
): TipPlace {
  const { left = 0, top = 0, width = 0 } = frame?.getBoundingClientRect() ?? {};
  return { x: clientX - left, y: clientY - top, width };
}

/** Says what is under the pointer, beside it: to its right in the left half, to its left in the right one. */
export function PointerTip({ place, children }: { place: TipPlace; children: ReactNode }) {
  const isRight = place.x > place.width / 2;
  return (
    <div
      className={styles.tip}
      role="tooltip"
      style={{
        top: place.y,
        ...(isRight ? { right: place.width - place.x + GAP } : { left: place.x + GAP }),
      }}
    >
      {children}
    </div>
  );
}

/** From the pointer, so that it covers nothing of what it points at. */
const GAP = 14;
