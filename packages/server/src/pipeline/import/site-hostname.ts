import type { Site } from "../../domain/site.ts";

/** The site's own host, for files that name none: its first domain, else its name where that looks like one. */
export function siteHostname({ name, domains }: Site): string {
  const domain = domains[0]?.replace(/^\./, "");
  if (domain !== undefined) return domain;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) ? name.toLowerCase() : "";
}
