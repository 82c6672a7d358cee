import type { Annotation, NewAnnotation } from "../domain/site/annotation.ts";
import type { DeletedSite } from "../domain/site/deleted-site.ts";
import type { Goal, NewGoal } from "../domain/site/goal.ts";
import type { NewSegment, Segment } from "../domain/site/segment.ts";
import type { Site, SiteSettings } from "../domain/site/site.ts";
import type { UnknownEvents, UnknownSite } from "../domain/site/unknown-site.ts";
import type { Scope } from "./queue.ts";

/** Source of truth for sites. Every call throws AccountsUnavailable while a shared one is away. */
export interface Accounts extends SiteGoals, SiteSegments, SiteAnnotations, DeletedSites, UnknownSites {
  readonly scope: Scope;
  findSite(name: string): Promise<Site | null>;
  listSites(): Promise<readonly Site[]>;
  countSites(): Promise<number>;
  /** Returns the site of that name if another caller made it first. Throws BadRequest for a name that holds NUL. */
  createSite(name: string, settings: SiteSettings): Promise<Site>;
  /** Null when there is a site of that name: of several callers one has made it, the others learn so. Throws like createSite. */
  addSite(name: string, settings: SiteSettings): Promise<Site | null>;
  /**
   * Keeps a site of another accounts store with its id and key, which its events and visitors hang on, and what belongs
   * to it: all or nothing. Segments keep their ids, by which filters name them; goals and annotations get new
   * ones. False when the site is here already; throws when another site has or had its id, or has its name, or another segment
   * an id of its.
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
  readonly annotations: readonly Annotation[];
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

/** Like SiteGoals, but that nothing has a name. */
export interface SiteAnnotations {
  /** By date, those of a date as they were made. */
  listAnnotations(siteId: number): Promise<readonly Annotation[]>;
  /** Throws BadRequest like createGoal, the limit being MAX_ANNOTATIONS_PER_SITE. */
  createAnnotation(siteId: number, annotation: NewAnnotation): Promise<Annotation>;
  /** Null when the site has no such annotation. */
  updateAnnotation(siteId: number, id: number, changes: Partial<NewAnnotation>): Promise<Annotation | null>;
  deleteAnnotation(siteId: number, id: number): Promise<boolean>;
}

/** The end of sites. What they have in the event store is erased afterwards, by the job of that name. */
export interface DeletedSites {
  /** Ends a site and what belongs to it in one step. False when there is none. */
  deleteSite(name: string): Promise<boolean>;
  /** Gives a site another id, under which it has its settings, key and belongings, and no events. False when there is none. */
  resetSite(name: string): Promise<boolean>;
  /** All there ever were, by id. */
  listDeletedSites(): Promise<readonly DeletedSite[]>;
  /** Whether a site of the name was deleted; a reset is no deletion. */
  wasDeleted(name: string): Promise<boolean>;
  noteErased(siteId: number, at: number): Promise<void>;
  /** Keeps those of another accounts store; what is here already stays. */
  importDeletedSites(sites: readonly DeletedSite[]): Promise<void>;
}

/** Names that events were sent under and that are no site's; no more than MAX_UNKNOWN_SITES are kept. */
export interface UnknownSites {
  /** Those that are not ignored first, and of either the latest. */
  listUnknownSites(): Promise<readonly UnknownSite[]>;
  /** Adds events to their names. */
  noteUnknownSites(seen: readonly UnknownEvents[]): Promise<void>;
  /** False when the name is not in the list. */
  ignoreUnknownSite(name: string): Promise<boolean>;
  /** Takes a name out of the list. False when it is not in it. */
  forgetUnknownSite(name: string): Promise<boolean>;
}
