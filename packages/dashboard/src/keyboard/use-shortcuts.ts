import { useEffect, useRef } from "react";
import { isPlainKey } from "./is-plain-key.ts";

export type Shortcuts = Readonly<Record<string, () => void>>;

/** How long the second key of a sequence such as `g s` may take. */
const SEQUENCE_MS = 1200;
const TYPED_INTO =
  "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=menu]";

/** Single keys, or two with a space between them. They do nothing while somebody types, or while a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let before = { key: "", at: 0 };
    const isMac = /^(Mac|iP)/.test(navigator.platform);

    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || !isPlainKey(event, { isMac })) return;
      if (event.target instanceof Element && event.target.closest(TYPED_INTO) !== null) return;
      const isSequence = event.timeStamp - before.at < SEQUENCE_MS && before.key !== "";
      const action = (isSequence && current.current[`${before.key} ${event.key}`]) || undefined;
      // The second key of a sequence means nothing by itself, whoever listens for it.
      const single = isSequence && before.key === "g" ? undefined : current.current[event.key];
      before = action === undefined ? { key: event.key, at: event.timeStamp } : { key: "", at: 0 };
      const chosen = action ?? single;
      if (chosen === undefined) return;
      event.preventDefault();
      chosen();
    }

    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
