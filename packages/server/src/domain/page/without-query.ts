import { readCampaignLink } from "../source/campaign-link.ts";
import { trimBlanks } from "./trim-blanks.ts";

/** Pages escape the links that they pass on once more, so there may be several levels. */
const MAX_ESCAPES = 5;
const ASCII_ESCAPE = /%([0-7][0-9a-f])/gi;
const PARAMETER = /\?[^\s?=]*=/;
const CREDENTIALS_IN_URL = /:\/\/[^\s/?#@]*@/g;

/**
 * Returns the text of a campaign without what a URL in it says of a person: its query, fragment and credentials,
 * however often it is escaped. A source that is a URL becomes its host; any other part of a campaign keeps host and
 * path.
 */
export function withoutQuery(text: string, isSource: boolean): string {
  const plain = unescaped(text);
  const link = readCampaignLink(plain);
  if (link !== null && isSource) return link.host;
  if (link?.isUrl) return link.host + link.path;
  const end = queryStart(plain, link !== null);
  if (end < 0 && !plain.includes("@")) return text;
  return (end < 0 ? plain : plain.slice(0, end)).replace(CREDENTIALS_IN_URL, "://");
}

function unescaped(text: string): string {
  let plain = text;
  for (let round = 0; round < MAX_ESCAPES; round++) {
    if (!plain.includes("%")) return plain;
    const before = plain;
    plain = before.replace(ASCII_ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (plain === before) return trimBlanks(plain);
  }
  // Nobody escapes that often but to hide something.
  return trimBlanks(plain.split("%", 1)[0] ?? "");
}

/**
 * Returns where a query or fragment begins; -1: nowhere. Not every question mark begins one: `What's new?` has none.
 */
function queryStart(text: string, isHost: boolean): number {
  const scheme = text.indexOf("://");
  if (scheme >= 0 || isHost) return from(text, Math.max(scheme, 0), /[?#]/);
  const mark = text.search(/[?#\s]/);
  const isOfPath = (text[mark] === "?" || text[mark] === "#") && text.lastIndexOf("/", mark) >= 0;
  return isOfPath ? mark : text.search(PARAMETER);
}

function from(text: string, start: number, wanted: RegExp): number {
  const found = text.slice(start).search(wanted);
  return found < 0 ? -1 : start + found;
}
