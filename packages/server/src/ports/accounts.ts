import type { Site, SiteSettings } from "../domain/site.ts";

/** Source of truth for sites. */
export interface Accounts {
  findSite(name: string): Promise<Site | null>;
  listSites(): Promise<readonly Site[]>;
  countSites(): Promise<number>;
  /** Returns the site of that name if another caller made it first. */
  createSite(name: string, settings: SiteSettings): Promise<Site>;
  /** Returns null when there is no such site. */
  updateSite(name: string, settings: Partial<SiteSettings>): Promise<Site | null>;
  close(): Promise<void>;
}
