// Android apps name themselves in the referrer of what they open: `android-app://com.example.reader/`. Deep links and the
// apps of iPhones write the same with a path or a number behind it, some programs without the slashes.
const APP = /^(android|ios)-app:\/{0,2}([a-z0-9][a-z0-9._-]*)/i;

/**
 * Reads an app's referrer: `android-app://` or `ios-app://` with the app's id, in lower case. Returns null for anything
 * else.
 */
export function readAppReferrer(text: string): string | null {
  const [, system, id] = APP.exec(text) ?? [];
  return system === undefined || id === undefined ? null : `${system}-app://${id}`.toLowerCase();
}

/** Returns the id of the app in a stored referrer; null for a web page's. */
export function appIdOf(referrer: string): string | null {
  const end = referrer.indexOf("-app://");
  return end === "ios".length || end === "android".length ? referrer.slice(end + "-app://".length) : null;
}

/** Returns whether a URL from `parseReferrer` is an app's. */
export function isAppUrl({ href }: URL): boolean {
  // The first letter tells: the protocol takes a text of its own to be made.
  return href.charCodeAt(0) !== LETTER_H;
}

const LETTER_H = 0x68;
