import type { SiteSettings } from "../../domain/site/site.ts";
import type { Team } from "../../ports/teams.ts";
import type { Named, PartName } from "./parts.ts";

/** Grows when a file changes so that an older Millrace would misread it. */
export const VERSION = 1;

/** What a configuration file says. A part that is left out is not managed by the file: it stays as it is. */
export interface ConfigFile {
  /** Names. */
  readonly teams?: readonly string[] | undefined;
  readonly sites?: readonly ConfigSite[] | undefined;
}

export interface ConfigSite {
  readonly name: string;
  /** Name of a team; null: no team. */
  readonly team?: string | null | undefined;
  readonly settings: Partial<SiteSettings>;
  readonly parts: Parts<Named>;
}

/** What an instance has. */
export interface ConfigState {
  /** By name. Names need not be unique. */
  readonly teams: readonly Team[];
  /** By name. */
  readonly sites: readonly StateSite[];
}

export interface StateSite {
  readonly id: number;
  readonly name: string;
  readonly teamId: number | null;
  readonly settings: SiteSettings;
  readonly parts: Parts<Kept>;
}

/** Lists of what belongs to a site, by their names in the file. */
export type Parts<Item> = Readonly<Partial<Record<PartName, readonly Item[]>>>;
export type Kept = Named & { readonly id: number };

/** Where something is in the document: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

/** What is wrong with a file, and where. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}
