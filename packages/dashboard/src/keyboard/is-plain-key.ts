export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  getModifierState(name: "AltGraph"): boolean;
}

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u;

/**
 * Whether a key is pressed without what makes it the browser's or the system's. `[` and the like are typed by AltGr on
 * many keyboards, which says of itself that it is Ctrl and Alt (Windows) or Alt (Mac).
 */
export function isPlainKey(event: PressedKey, { isMac }: { isMac: boolean }): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  if (!ctrlKey && !altKey && !metaKey) return true;
  if (LETTER_OR_DIGIT.test(key)) return false;
  return event.getModifierState("AltGraph") || (isMac && altKey && !ctrlKey && !metaKey);
}
