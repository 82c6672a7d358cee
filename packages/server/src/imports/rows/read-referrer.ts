import { NO_UTM } from "../../domain/event/facts.ts";
import { trimBlanks } from "../../domain/page/trim-blanks.ts";
import { isHostName, normalHost } from "../../domain/site/host.ts";
import type { Site } from "../../domain/site/site.ts";
import { cleanCampaign } from "../../domain/source/campaign.ts";
import { foreignReferrer, parseReferrer } from "../../domain/source/referrer.ts";
import { hostOfSource, isKnownApp } from "../../domain/source/source.ts";
import { SOURCE_HOSTS } from "./source-hosts.data.ts";

/** Where a visit came from: a page of another host, or a name that stands for none, which is kept like utm_source. */
export interface ReadReferrer {
  readonly referrer: string;
  readonly sourceName: string;
}

const NONE: ReadReferrer = { referrer: "", sourceName: "" };
const DIRECT = new Set(["", "-", "(direct)", "(none)", "direct", "direct / none"]);
const HOST_WITHOUT_NAME = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?:[:/?#]|$)/i;

/** Reads what other systems write for a referrer: a URL, an app, host and path without a scheme, or the name of a source. */
export function readReferrer(text: string, site: Site, hostname: string): ReadReferrer {
  const trimmed = trimBlanks(text);
  const name = trimmed.toLowerCase();
  if (DIRECT.has(name)) return NONE;
  const known = SOURCE_HOSTS.get(name) ?? hostOfSource(name);
  if (known !== null) return { referrer: `${known}/`, sourceName: "" };
  const url = parseReferrer(withScheme(trimmed));
  if (url === null) return { referrer: "", sourceName: sourceNameOf(trimmed) };
  return { referrer: foreignReferrer(url, site, normalHost(hostname)), sourceName: "" };
}

function withScheme(text: string): string {
  if (text.startsWith("//")) return `https:${text}`;
  const host = text.split(/[/?#:]/, 1)[0] ?? "";
  // A known app's id alone is how some systems keep its referrer.
  if (isKnownApp(host.toLowerCase()) && host.includes(".")) return `android-app://${host}`;
  return isHostName(host) || HOST_WITHOUT_NAME.test(text) ? `https://${text}` : text;
}

function sourceNameOf(text: string): string {
  return cleanCampaign({ ...NO_UTM, source: text }).source;
}
