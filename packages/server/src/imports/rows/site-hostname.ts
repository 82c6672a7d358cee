import { isHostName, normalHost } from "../../domain/site/host.ts";
import type { Site } from "../../domain/site/site.ts";

/** The site's own host, for files that name none: its first domain, else its name where that is a host name. */
export function siteHostname({ name, domains }: Site): string {
  const domain = domains[0]?.replace(/^\./, "");
  if (domain !== undefined) return normalHost(domain);
  const host = normalHost(name);
  return isHostName(host) ? host : "";
}
