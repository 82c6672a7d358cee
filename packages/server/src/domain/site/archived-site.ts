import type { NewAnnotation } from "./annotation.ts";
import type { NewGoal } from "./goal.ts";
import type { NewSegment } from "./segment.ts";
import type { SiteSettings } from "./site.ts";

/** Settings of the right types, whose values nobody has checked. */
export type UncheckedSettings = {
  readonly [Setting in keyof SiteSettings]?: SiteSettings[Setting] extends string
    ? string
    : SiteSettings[Setting];
};

/** A site as an archive describes it: everything but its events, its id and its key. */
export interface ArchivedSite {
  readonly name: string;
  readonly settings: UncheckedSettings;
  readonly goals: readonly NewGoal[];
  readonly segments: readonly NewSegment[];
  readonly annotations: readonly NewAnnotation[];
}
