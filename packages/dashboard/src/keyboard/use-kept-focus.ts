import { type RefObject, useEffect, useRef } from "react";

/**
 * The box to lay around what appears and goes within a popover, with `tabIndex` -1: what is removed takes the focus
 * with it, and Escape reaches the popover from within only. The box takes it over.
 */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus();
  });
  return box;
}
