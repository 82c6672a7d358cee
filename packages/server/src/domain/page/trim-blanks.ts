const BLANK = /[\s\p{Cf}\p{Cc}+]/u;

/**
 * Removes from both ends what is invisible: blanks of any kind, zero-width marks, and the plus that stands for a blank.
 */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  // TRICKY: a pattern for the end of the text tries every blank inside it, which takes the square of its length.
  while (from < to && isBlank(text, from)) from += 1;
  while (to > from && isBlank(text, to - 1)) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

function isBlank(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  // Letters, digits and all that is printed of ASCII, but for the plus.
  if (code > 0x20 && code < 0x7f) return code === 0x2b;
  return code <= 0x20 || BLANK.test(text[index] ?? "");
}
