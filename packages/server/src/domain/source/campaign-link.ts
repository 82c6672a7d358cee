import { parseHttpUrl } from "../page/http-url.ts";
import { hostOf, isHostName, normalHost } from "../site/host.ts";
import { readAppReferrer } from "./app-referrer.ts";

/** The target of a URL in a campaign's text. It has no query, fragment or credentials. */
export interface CampaignLink {
  /** `news.example`; of an app `android-app://` and its id; of any other scheme `fb://` and what follows it. */
  readonly host: string;
  /** "" for the root. */
  readonly path: string;
  /** False where the text only looks like a host. */
  readonly isUrl: boolean;
}

// Links are put together by hand: `https//x.example`, `https:x.example` and `https://https://x.example` are one.
const WEB_SCHEMES = /^(?:[/\\]{2,})?(?:https?(?::[/\\]*|[/\\]{2,}))*(?=\S)/i;
const OTHER_SCHEME = /^([a-z][a-z0-9+.-]*:)[/\\]{2}/i;
// No two parts of a pattern take the same character, so that no text makes one slow.
const CREDENTIALS = /^[^\s/?#@:]+:[^\s/?#@]+@/;
const HOST = /^[^/?#:\\]*/;
const HOST_WITHOUT_NAME = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?=[:/?#\\])/i;
const AFTER_HOST = /^(?::\d{1,5})?(?:([/\\][^?#]*)|[?#]|$)/;

/** Reads text that is a URL, or a host with what may follow one. Returns null for any other text. */
export function readCampaignLink(text: string): CampaignLink | null {
  const app = readAppReferrer(text);
  if (app !== null) return { host: app, path: "", isUrl: true };
  const web = WEB_SCHEMES.exec(text)?.[0] ?? "";
  if (web !== "") return webLink(text.slice(web.length));
  const [scheme, name] = OTHER_SCHEME.exec(text) ?? [];
  if (scheme === undefined) return linkWithoutScheme(text);
  return { host: `${name}//${authorityOf(text.slice(scheme.length))}`.toLowerCase(), path: "", isUrl: true };
}

function webLink(rest: string): CampaignLink {
  const url = parseHttpUrl(`https://${rest}`);
  // What the parser refuses may have a query all the same.
  if (url === null) return { host: authorityOf(rest).toLowerCase(), path: "", isUrl: true };
  return { host: hostOf(url), path: withoutRoot(url.pathname), isUrl: true };
}

function authorityOf(text: string): string {
  const authority = text.split(/[/\\?#\s]/, 1)[0] ?? "";
  return authority.slice(authority.lastIndexOf("@") + 1);
}

function linkWithoutScheme(given: string): CampaignLink | null {
  const text = given.replace(CREDENTIALS, "");
  const special = HOST_WITHOUT_NAME.exec(text)?.[0];
  const host = special ?? HOST.exec(text)?.[0] ?? "";
  if (special === undefined && !isHostName(host)) return null;
  const after = AFTER_HOST.exec(text.slice(host.length));
  if (after === null) return null;
  return { host: normalHost(host), path: withoutRoot(after[1] ?? ""), isUrl: text !== given };
}

function withoutRoot(path: string): string {
  return path === "/" ? "" : path;
}
