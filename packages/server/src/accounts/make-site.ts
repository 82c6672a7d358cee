import { DEFAULT_SITE_SETTINGS, type Site, type SiteSettings } from "../domain/site/site.ts";
import type { Accounts } from "../ports/accounts.ts";
import { checkSiteName } from "./check-site-settings.ts";

/** The site of a name, made where there is none: those there are keep their names, whatever they are. Throws SettingFault. */
export async function makeSite(
  accounts: Pick<Accounts, "findSite" | "createSite">,
  name: string,
  settings: Partial<SiteSettings> = {},
): Promise<Site> {
  const site = await accounts.findSite(name);
  if (site !== null) return site;
  checkSiteName(name);
  return accounts.createSite(name, { ...DEFAULT_SITE_SETTINGS, ...settings });
}
