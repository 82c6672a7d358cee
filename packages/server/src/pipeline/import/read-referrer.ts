import { lookUp } from "@millrace/protocol";
import { cleanReferrer, parseHttpUrl, withoutWww } from "../../domain/page-url.ts";
import type { Site } from "../../domain/site.ts";
import { SOURCE_HOSTS } from "./source-hosts.data.ts";

/** Where a visit came from: a page of another host, or a name that stands for none, which is kept like utm_source. */
export interface ReadReferrer {
  readonly referrer: string;
  readonly sourceName: string;
}

const NONE: ReadReferrer = { referrer: "", sourceName: "" };
const DIRECT = new Set(["", "-", "(direct)", "(none)", "direct", "direct / none"]);
const HOST = /^[^\s/?#@]+\.[^\s/?#@.]{2,}(?::\d+)?(?=[/?#]|$)/;

/** Reads what other systems write for a referrer: a URL, host and path without a scheme, or the name of a source. */
export function readReferrer(text: string, site: Site, hostname: string): ReadReferrer {
  const trimmed = text.trim();
  if (DIRECT.has(trimmed.toLowerCase())) return NONE;
  const known = lookUp(SOURCE_HOSTS, trimmed.toLowerCase());
  if (known !== undefined) return { referrer: `${known}/`, sourceName: "" };
  const url = parseHttpUrl(HOST.test(trimmed) ? `https://${trimmed}` : trimmed);
  if (url === null) return { referrer: "", sourceName: trimmed };
  if (withoutWww(url.hostname) === withoutWww(hostname)) return NONE;
  return { referrer: cleanReferrer(url, site.safeQueryParams), sourceName: "" };
}
