import { hostOf } from "./host.ts";

const MAX_LENGTH = 253;
const LABELS = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*$/u;

/** Returns whether a new site may have this name: a host name, or text of the same form. */
export function isSiteName(text: string): boolean {
  return text.length <= MAX_LENGTH && LABELS.test(text);
}

/** Returns the host in an address that was given for a name; null where there is none. */
export function suggestSiteName(text: string): string | null {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`;
  if (!URL.canParse(address)) return null;
  const host = hostOf(new URL(address));
  return host !== text && isSiteName(host) ? host : null;
}

/** Returns what is wrong with the name of a new site, and what to write instead; null when the name is valid. */
export function siteNameFault(text: string): string | null {
  if (isSiteName(text)) return null;
  const shown = JSON.stringify(text.slice(0, 100));
  const suggestion = suggestSiteName(text);
  const remedy =
    suggestion === null
      ? `use letters, digits, dots, "-" and "_", such as example.com`
      : `write ${JSON.stringify(suggestion)}`;
  return `${shown} can't be the name of a new site: ${remedy}`;
}
