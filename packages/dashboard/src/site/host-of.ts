import type { SiteInfo } from "@millrace/protocol";

/** Where a site's pages lie, as far as its settings tell. */
export const hostOf = ({ domains, name }: Pick<SiteInfo, "domains" | "name">): string =>
  domains.find((domain) => !domain.startsWith(".")) ?? name;
