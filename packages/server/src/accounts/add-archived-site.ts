import { BadRequest } from "../domain/errors.ts";
import { MAX_ANNOTATIONS_PER_SITE, type NewAnnotation } from "../domain/site/annotation.ts";
import type { ArchivedSite } from "../domain/site/archived-site.ts";
import { MAX_GOALS_PER_SITE, type NewGoal } from "../domain/site/goal.ts";
import { MAX_SEGMENTS_PER_SITE, type NewSegment } from "../domain/site/segment.ts";
import { DEFAULT_SITE_SETTINGS, type Site, type SiteSettings } from "../domain/site/site.ts";
import type { Accounts } from "../ports/accounts.ts";
import { checkSiteName, checkSiteSettings } from "./check-site-settings.ts";

type Lists = Pick<Accounts, "listGoals" | "listSegments" | "listAnnotations">;
type Changes = Pick<Accounts, "createSite" | "createGoal" | "createSegment" | "createAnnotation">;

interface Belongings {
  readonly goals: readonly NewGoal[];
  readonly segments: readonly NewSegment[];
  readonly annotations: readonly NewAnnotation[];
}

/** Where an archive goes: a site that exists, or the name of one that does not. */
export type ArchiveTarget = Site | string;

/** What adding an archive comes to. */
export interface ArchivePlan {
  /** The site; of one that is yet to be created without id and key. */
  readonly site: Site;
  readonly isNew: boolean;
  readonly missing: Belongings;
  /** What would be done, in sentences. */
  readonly lines: readonly string[];
}

/** Plans what addArchivedSite would do. Throws BadRequest if a part of the archive can't be kept. */
export async function planArchivedSite(
  accounts: Lists,
  archived: ArchivedSite,
  target: ArchiveTarget,
): Promise<ArchivePlan> {
  const settings: SiteSettings = { ...DEFAULT_SITE_SETTINGS, ...checkSiteSettings(archived.settings) };
  const isNew = typeof target === "string";
  if (isNew) checkSiteName(target);
  const site = isNew ? { ...settings, id: 0, name: target, teamId: null, key: Buffer.alloc(0) } : target;
  const there = isNew ? NOTHING : await belongingsOf(accounts, site.id);
  const missing = missingOf(archived, there);
  return { site, isNew, missing, lines: describe(archived, { site, isNew, missing, isDone: false }) };
}

/**
 * Creates the site of an archive unless it exists, and adds the goals, segments and annotations that it lacks. What is
 * there stays as it is, so that it may be broken off and run again. Throws BadRequest, having written nothing, if a part
 * of the archive can't be kept. Returns the site, and in sentences what was done.
 */
export async function addArchivedSite(
  accounts: Lists & Changes,
  archived: ArchivedSite,
  target: ArchiveTarget,
): Promise<{ readonly site: Site; readonly lines: readonly string[] }> {
  const { site: planned, isNew, missing } = await planArchivedSite(accounts, archived, target);
  const { id: _id, key: _key, name, ...settings } = planned;
  const site = isNew ? await accounts.createSite(name, settings) : planned;
  for (const goal of missing.goals) await accounts.createGoal(site.id, goal);
  for (const segment of missing.segments) await accounts.createSegment(site.id, segment);
  for (const annotation of missing.annotations) await accounts.createAnnotation(site.id, annotation);
  return { site, lines: describe(archived, { site, isNew, missing, isDone: true }) };
}

const NOTHING: Belongings = { goals: [], segments: [], annotations: [] };

async function belongingsOf(accounts: Lists, siteId: number): Promise<Belongings> {
  const [goals, segments, annotations] = await Promise.all([
    accounts.listGoals(siteId),
    accounts.listSegments(siteId),
    accounts.listAnnotations(siteId),
  ]);
  return { goals, segments, annotations };
}

/** Returns what of the archive is not there. Throws BadRequest when it does not fit in. */
function missingOf(archived: Belongings, there: Belongings): Belongings {
  const goals = lacking(archived.goals, there.goals, byName);
  const segments = lacking(archived.segments, there.segments, byName);
  const annotations = lacking(archived.annotations, there.annotations, byDateAndText);
  refuseTooMany("goals", goals.length + there.goals.length, MAX_GOALS_PER_SITE);
  refuseTooMany("segments", segments.length + there.segments.length, MAX_SEGMENTS_PER_SITE);
  refuseTooMany("annotations", annotations.length + there.annotations.length, MAX_ANNOTATIONS_PER_SITE);
  return { goals, segments, annotations };
}

const byName = ({ name }: { readonly name: string }): string => name;
const byDateAndText = ({ date, text }: NewAnnotation): string => `${date} ${text}`;

/** Of equal ones as many as there are more in the archive than here. */
function lacking<Item>(
  archived: readonly Item[],
  there: readonly Item[],
  keyOf: (item: Item) => string,
): Item[] {
  const counts = new Map<string, number>();
  for (const item of there) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return archived.filter((item) => {
    const left = counts.get(keyOf(item)) ?? 0;
    counts.set(keyOf(item), left - 1);
    return left <= 0;
  });
}

function refuseTooMany(what: string, count: number, most: number): void {
  if (count > most)
    throw new BadRequest(
      `the site would have ${count} ${what}, at most ${most} are possible: remove some first`,
    );
}

interface Described extends Pick<ArchivePlan, "site" | "isNew" | "missing"> {
  readonly isDone: boolean;
}

function describe(archived: ArchivedSite, { site, isNew, missing, isDone }: Described): string[] {
  const verb = isDone ? ["is", "are"] : ["would be", "would be"];
  const counts = (["goals", "segments", "annotations"] as const).map(
    (what) => `${missing[what].length} of ${archived[what].length} ${what}`,
  );
  return [
    ...(archived.name === site.name ? [] : [`The archive is of the site ${archived.name}.`]),
    isNew
      ? `The site ${site.name} ${verb[0]} created with the archive's settings.`
      : `The site ${site.name} exists and keeps its settings.`,
    `${counts.join(", ")} ${verb[1]} added; the others are there already.`,
  ];
}
