import { useEffect } from "react";

/** What the space bar presses, types into or opens; a link scrolls, as anywhere. */
const HAS_SPACE =
  "a[href], button, input, textarea, select, summary, [contenteditable=true], [role=dialog], [role=menu], [role=button]";

/** Pauses by the space bar, unless it belongs to what has the focus. */
export function usePauseKey(toggle: () => void): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.key !== " " || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey)
        return;
      if (event.target instanceof Element && event.target.closest(HAS_SPACE) !== null) return;
      event.preventDefault();
      if (!event.repeat) toggle();
    }

    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [toggle]);
}
