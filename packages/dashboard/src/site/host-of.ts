import type { SiteInfo } from "@millrace/protocol";

/** Where a site's pages lie, as far as its settings tell. */
export const hostOf = ({ domains, name }: SiteInfo): string =>
  domains.find((domain) => !domain.startsWith(".")) ?? name;
