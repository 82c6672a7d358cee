import type { Annotation, NewAnnotation } from "../domain/site/annotation.ts";
import type { DeletedSite } from "../domain/site/deleted-site.ts";
import type { ErasedPart, Erasure } from "../domain/site/erasure.ts";
import type { Goal, NewGoal } from "../domain/site/goal.ts";
import type { NewSegment, Segment } from "../domain/site/segment.ts";
import type { Site, SiteSettings } from "../domain/site/site.ts";
import type { UnknownEvents, UnknownSite } from "../domain/site/unknown-site.ts";
import type { AccountLinks } from "./account-links.ts";
import type { AccountsCopy } from "./accounts-copy.ts";
import type { Audit } from "./audit.ts";
import type { Authentication, AuthenticationOptions } from "./authentication.ts";
import type { Identities } from "./identities.ts";
import type { Keys } from "./keys.ts";
import type { MailOutbox } from "./mail-outbox.ts";
import type { Passkeys } from "./passkeys.ts";
import type { Attempts, People } from "./people.ts";
import type { Scope } from "./queue.ts";
import type { Shares } from "./shares.ts";
import type { Teams } from "./teams.ts";

/**
 * The source of truth for sites. Every call throws AccountsUnavailable while a shared accounts store does not answer.
 */
export interface Accounts
  extends SiteGoals,
    SiteSegments,
    SiteAnnotations,
    DeletedSites,
    UnknownSites,
    People,
    AccountLinks,
    Passkeys,
    Identities,
    Attempts,
    Teams,
    MailOutbox,
    Keys,
    Shares,
    Audit,
    Erasures,
    AccountsCopy {
  readonly scope: Scope;
  /** Opens what checks credentials. Its library is loaded now. */
  openAuthentication(options: AuthenticationOptions): Promise<Authentication>;
  findSite(name: string): Promise<Site | null>;
  listSites(): Promise<readonly Site[]>;
  countSites(): Promise<number>;
  /**
   * Creates a site, or returns the site of that name if another caller created it first. It belongs to the only team of
   * the instance, or to none where there are several. Throws BadRequest for a name that holds NUL.
   */
  createSite(name: string, settings: SiteSettings): Promise<Site>;
  /**
   * Creates a site. Resolves with null when a site of that name exists: of several concurrent callers one gets the
   * site. Throws like createSite. `teamId` is the team that the site belongs to, null for none; without it, the only team
   * of the instance, or none where there are several.
   */
  addSite(name: string, settings: SiteSettings, teamId?: number | null): Promise<Site | null>;
  /** Gives a site to another team, or with null to none. Returns false when there is no such site or team. */
  moveSite(siteId: number, teamId: number | null): Promise<boolean>;
  /** Returns null when there is no such site. */
  updateSite(name: string, settings: Partial<SiteSettings>): Promise<Site | null>;
  /** Throws AccountsUnavailable when the accounts store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Goals of sites. `siteId` names an existing site. Ids are never used again. */
export interface SiteGoals {
  /** Returns the site's goals, ordered by name. */
  listGoals(siteId: number): Promise<readonly Goal[]>;
  /**
   * Throws BadRequest for a name that the site has already, for a text that holds NUL, and when the site has
   * MAX_GOALS_PER_SITE goals (concurrent calls may each exceed the limit by one).
   */
  createGoal(siteId: number, goal: NewGoal): Promise<Goal>;
  /** False when the site has no such goal. */
  deleteGoal(siteId: number, id: number): Promise<boolean>;
}

/** Segments of sites. `siteId` and ids are as in SiteGoals. */
export interface SiteSegments {
  /** Returns the site's segments, ordered by name. */
  listSegments(siteId: number): Promise<readonly Segment[]>;
  /** Returns the segments of the site that have one of the ids, ordered by id. */
  findSegments(siteId: number, ids: readonly number[]): Promise<readonly Segment[]>;
  /** Throws BadRequest like createGoal, the limit being MAX_SEGMENTS_PER_SITE. */
  createSegment(siteId: number, segment: NewSegment): Promise<Segment>;
  deleteSegment(siteId: number, id: number): Promise<boolean>;
}

/** Annotations of sites, which have no names. `siteId` and ids are as in SiteGoals. */
export interface SiteAnnotations {
  /** Returns the site's annotations by date, those of the same date in the order of creation. */
  listAnnotations(siteId: number): Promise<readonly Annotation[]>;
  /** Throws BadRequest like createGoal, the limit being MAX_ANNOTATIONS_PER_SITE. */
  createAnnotation(siteId: number, annotation: NewAnnotation): Promise<Annotation>;
  /** Null when the site has no such annotation. */
  updateAnnotation(siteId: number, id: number, changes: Partial<NewAnnotation>): Promise<Annotation | null>;
  deleteAnnotation(siteId: number, id: number): Promise<boolean>;
}

/** Deletes and resets sites. The job erase-deleted-sites removes their events from the event store afterwards. */
export interface DeletedSites {
  /** Deletes a site and what belongs to it in one step. Returns false when there is no such site. */
  deleteSite(name: string): Promise<boolean>;
  /**
   * Gives a site a new id, without events. The site keeps its settings, key and belongings. Returns false when there is
   * no such site.
   */
  resetSite(name: string): Promise<boolean>;
  /** Returns every site that was ever deleted or reset, ordered by id. */
  listDeletedSites(): Promise<readonly DeletedSite[]>;
  /** Returns whether a site of the name was deleted. A reset does not count as a deletion. */
  wasDeleted(name: string): Promise<boolean>;
  noteErased(siteId: number, at: number): Promise<void>;
}

/**
 * Requests to erase a period or a person of a site. The job erase-requested-events removes the events afterwards. Goes
 * with a site that is deleted, and stays with one that is reset.
 */
export interface Erasures {
  /** Notes a request, made at this moment. `siteId` names an existing site. */
  requestErasure(siteId: number, part: ErasedPart): Promise<Erasure>;
  /** Returns the erasures of a site, or of all sites, ordered by id. */
  listErasures(siteId?: number): Promise<readonly Erasure[]>;
  /** Returns a text that changes whenever an erasure is requested, done or moved. Costs less than the list. */
  erasuresMark(): Promise<string>;
  /** Notes how far an erasure came. What is left out of `progress` stays. */
  noteErasure(id: number, progress: ErasureProgress): Promise<void>;
}

export type ErasureProgress = Partial<Pick<Erasure, "days" | "rows" | "erasedAt" | "doneAt">>;

/** Names that events were sent under and that belong to no site. At most MAX_UNKNOWN_SITES are kept. */
export interface UnknownSites {
  /** Returns names that are not ignored before ignored ones, in both groups the latest first. */
  listUnknownSites(): Promise<readonly UnknownSite[]>;
  /** Adds numbers of events to their names. */
  noteUnknownSites(seen: readonly UnknownEvents[]): Promise<void>;
  /** Marks a name as ignored. Returns false when the name is not in the list. */
  ignoreUnknownSite(name: string): Promise<boolean>;
  /** Removes a name from the list. Returns false when the name is not in the list. */
  forgetUnknownSite(name: string): Promise<boolean>;
}
