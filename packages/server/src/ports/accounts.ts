import type { Site, SiteSettings } from "../domain/site.ts";
import type { Reach } from "./queue.ts";

/** Source of truth for sites. Every call throws AccountsUnavailable while a shared one is away. */
export interface Accounts {
  readonly reach: Reach;
  findSite(name: string): Promise<Site | null>;
  listSites(): Promise<readonly Site[]>;
  countSites(): Promise<number>;
  /** Returns the site of that name if another caller made it first. Throws BadRequest for a name that holds NUL. */
  createSite(name: string, settings: SiteSettings): Promise<Site>;
  /**
   * Keeps a site of another accounts store with its id and key, which its events and visitors hang on. False when it is
   * here already; throws when another site has its id or its name.
   */
  importSite(site: Site): Promise<boolean>;
  /** Returns null when there is no such site. */
  updateSite(name: string, settings: Partial<SiteSettings>): Promise<Site | null>;
  /** Throws AccountsUnavailable when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
