/** Systems whose files can be imported; `millrace`: the archive of a site. */
export const IMPORT_FORMATS = ["plausible", "umami", "goatcounter", "access-log", "millrace"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Most bytes of a file in one request: proxies refuse more than a megabyte by default. */
export const IMPORT_PIECE_BYTES = 512 * 1024;

/**
 * `receiving`: its files are uploaded. `reading`: it is tried. `read`: the summary says what would be imported.
 * `writing`: it is written. `written`: the summary says what is in the store. `failed`: `error` says why; what was
 * written stays.
 */
export type ImportState = "receiving" | "reading" | "read" | "writing" | "written" | "failed";

/** A file of an import, and how much of it has arrived. */
export interface ImportFile {
  readonly name: string;
  readonly bytes: number;
  readonly received: number;
}

/** An import into a site, from its first byte until it is removed. */
export interface ImportInfo {
  readonly id: string;
  readonly format: ImportFormat;
  readonly state: ImportState;
  readonly files: readonly ImportFile[];
  /** Progress of the current state, in bytes, of `total`. */
  readonly done: number;
  readonly total: number;
  /** What was read, as the command line words it; empty before. */
  readonly summary: readonly string[];
  readonly error: string | null;
}

/** Reply of `GET /api/v1/sites/{site}/imports`. */
export interface ImportList {
  readonly imports: readonly ImportInfo[];
}

/** What `POST /api/v1/sites/{site}/imports` takes. */
export interface NewImport {
  readonly format: ImportFormat;
  /** IANA zone of dates without one. Default: the format's own, or else the site's. */
  readonly timezone?: string;
  readonly files: readonly Pick<ImportFile, "name" | "bytes">[];
}
