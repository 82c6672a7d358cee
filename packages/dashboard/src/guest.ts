import { BASE_PATH } from "./base-path.ts";

const [, slug] = /^share\/([\w-]+)\/?$/.exec(location.pathname.slice(BASE_PATH.length)) ?? [];

/** The share link that this page was opened by; null: it was opened by none. It stays while the page does. */
export const sharedSlug: string | null = slug ?? null;

const KEY = `millrace.share.${sharedSlug}`;
let pass = sharedSlug === null ? "" : storedPass();

/** Frames of other sites may have no storage. */
function storedPass(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** Keeps what shows that the link's password was given, until the tab is closed. */
export function keepPass(given: string): void {
  pass = given;
  try {
    sessionStorage.setItem(KEY, given);
  } catch {}
}

/** How a request names the link. */
export const shareCredential = (): string => `${sharedSlug} ${pass}`.trim();

/** Colours that the link's address asks for: an embedding page has its own. */
export function sharedTheme(): "light" | "dark" | null {
  const theme = sharedSlug === null ? null : new URLSearchParams(location.search).get("theme");
  return theme === "light" || theme === "dark" ? theme : null;
}
