import { LIMITS, type TrailingSlash } from "@millrace/protocol";

/**
 * What RFC 3986 allows unescaped in a path, and the slash. Anything else is percent-encoded, always in the same way.
 */
const NOT_CANONICAL = /[^\w!$&'()*+,\-./:;=@~]/;
// TRICKY: with the flags i and u, \w would hold two characters beyond ASCII.
const ESCAPE_OR_OTHER = /%([\dA-Fa-f]{2})|[^\w!$&'()*+,\-./:;=@~]/gu;
const SEGMENT_CHARACTER = /^[\w!$&'()*+,\-.:;=@~]$/;

/**
 * Returns the canonical spelling under which a path is stored and looked up: escapes of characters that a path may hold
 * are decoded, all others are written in capitals, and what must be escaped is. A percent sign that begins no escape
 * becomes `%25`. Idempotent.
 */
export function canonicalPath(pathname: string): string {
  return NOT_CANONICAL.test(pathname) ? pathname.toWellFormed().replace(ESCAPE_OR_OTHER, spelled) : pathname;
}

function spelled(found: string, hex: string | undefined): string {
  if (hex === undefined) return encodeURIComponent(found);
  const character = String.fromCharCode(Number.parseInt(hex, 16));
  return SEGMENT_CHARACTER.test(character) ? character : `%${hex.toUpperCase()}`;
}

/**
 * Returns the canonical spelling of a stored page: its path, followed by the safe parameters and the fragment that
 * belong to it.
 */
export function canonicalPage(page: string): string {
  const end = endOfPath(page);
  const rest = page.slice(end);
  return canonicalPath(page.slice(0, end)) + (isPlain(rest) ? rest : encodedRest(rest));
}

const isPlain = (text: string): boolean => !/[^!-~]/.test(text);
const encodedRest = (rest: string) => rest.toWellFormed().replace(/[^!-~]/gu, encodeURIComponent);

/**
 * Returns the page as it is stored: its path canonical, its trailing slash as the site wants it, cut to the length
 * limit of a page.
 */
export function keptPage(page: string, trailingSlash: TrailingSlash): string {
  return cutEncoded(trailingSlash === "strip" ? withoutTrailingSlash(page) : page, LIMITS.path);
}

/** Returns the page without the slashes that end its path; `/` stays. */
export function withoutTrailingSlash(page: string): string {
  const pathEnd = endOfPath(page);
  let end = pathEnd;
  while (end > 1 && page[end - 1] === "/") end -= 1;
  return end === pathEnd ? page : page.slice(0, end) + page.slice(pathEnd);
}

function endOfPath(page: string): number {
  const at = page.search(/[?#]/);
  return at < 0 ? page.length : at;
}

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

/** Returns 0 for text that is no escape. */
function escapedByte(text: string): number {
  return /^%[\da-f]{2}$/i.test(text) ? Number.parseInt(text.slice(1), 16) : 0;
}

function bytesFrom(firstByte: number): number {
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}
