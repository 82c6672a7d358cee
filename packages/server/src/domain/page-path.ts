/** Returns at most `limit` UTF-16 units of a text, and no half of a surrogate pair. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, isHalf ? limit - 1 : limit);
}

/**
 * Returns at most `limit` UTF-16 units of a percent-encoded text, and no half of an escape or of a character that takes
 * several. A text of exactly `limit` counts as cut: browsers may have done it.
 */
export function cutEncoded(text: string, limit: number): string {
  return text.length < limit ? text : withoutHalfCharacter(cutText(text, limit).replace(/%[\da-f]?$/i, ""));
}

/** A character of UTF-8 has at most three bytes behind its first. */
function withoutHalfCharacter(text: string): string {
  for (let behind = 0; behind < 4; behind += 1) {
    const at = text.length - 3 * (behind + 1);
    const byte = at < 0 ? 0 : escapedByte(text.slice(at, at + 3));
    if (byte < 0x80) return text;
    if (byte >= 0xc0) return behind + 1 < bytesFrom(byte) ? text.slice(0, at) : text;
  }
  return text;
}

/** 0 for what is no escape. */
function escapedByte(text: string): number {
  return /^%[\da-f]{2}$/i.test(text) ? Number.parseInt(text.slice(1), 16) : 0;
}

function bytesFrom(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}
