import type { Goal, NewGoal } from "../domain/goal.ts";
import type { NewSegment, Segment } from "../domain/segment.ts";
import type { Site, SiteSettings } from "../domain/site.ts";
import type { Reach } from "./queue.ts";

/** Source of truth for sites. Every call throws AccountsUnavailable while a shared one is away. */
export interface Accounts extends SiteGoals, SiteSegments {
  readonly reach: Reach;
  findSite(name: string): Promise<Site | null>;
  listSites(): Promise<readonly Site[]>;
  countSites(): Promise<number>;
  /** Returns the site of that name if another caller made it first. Throws BadRequest for a name that holds NUL. */
  createSite(name: string, settings: SiteSettings): Promise<Site>;
  /** Null when there is a site of that name: of several callers one has made it, the others learn so. Throws like createSite. */
  addSite(name: string, settings: SiteSettings): Promise<Site | null>;
  /**
   * Keeps a site of another accounts store with its id and key, which its events and visitors hang on, and what belongs
   * to it: all or nothing. Segments keep their ids, by which filters name them; goals get new ones. False when the site
   * is here already; throws when another site has its id or its name, or another segment an id of its.
   */
  importSite(site: Site, belongings: SiteBelongings): Promise<boolean>;
  /** Returns null when there is no such site. */
  updateSite(name: string, settings: Partial<SiteSettings>): Promise<Site | null>;
  /** Throws AccountsUnavailable when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What moves with a site. */
export interface SiteBelongings {
  readonly goals: readonly Goal[];
  readonly segments: readonly Segment[];
}

/** `siteId` is of a site that is here. Ids are never used again. */
export interface SiteGoals {
  /** By name. */
  listGoals(siteId: number): Promise<readonly Goal[]>;
  /**
   * Throws BadRequest for a name that the site has already, a text that holds NUL, and one goal more than
   * MAX_GOALS_PER_SITE (those who make the last ones at the same moment may go over it by one each).
   */
  createGoal(siteId: number, goal: NewGoal): Promise<Goal>;
  /** False when the site has no such goal. */
  deleteGoal(siteId: number, id: number): Promise<boolean>;
}

/** Like SiteGoals. */
export interface SiteSegments {
  /** By name. */
  listSegments(siteId: number): Promise<readonly Segment[]>;
  /** Those of the ids that are the site's, by id. */
  findSegments(siteId: number, ids: readonly number[]): Promise<readonly Segment[]>;
  /** Throws BadRequest like createGoal, the limit being MAX_SEGMENTS_PER_SITE. */
  createSegment(siteId: number, segment: NewSegment): Promise<Segment>;
  deleteSegment(siteId: number, id: number): Promise<boolean>;
}
