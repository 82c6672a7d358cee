/** Systems whose files can be imported. */
export const IMPORT_FORMATS = ["plausible", "umami", "goatcounter", "access-log"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** At most so many bytes of a file in one request: proxies refuse more than a megabyte unless told. */
export const IMPORT_PIECE_BYTES = 512 * 1024;

/**
 * `receiving`: its files come in. `reading`: it is tried. `read`: the summary says what would be imported. `writing`: it is
 * written. `written`: the summary says what is in the store. `failed`: `error` says why; what was written stays.
 */
export type ImportState = "receiving" | "reading" | "read" | "writing" | "written" | "failed";

/** A file of an import, and how much of it is there. */
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
  /** How far the state has come, of `total` bytes. */
  readonly done: number;
  readonly total: number;
  /** What was read, in the words of the command line; empty before. */
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
  /** IANA zone of dates that name none; the format's own, or the site's, unless given. */
  readonly timezone?: string;
  readonly files: readonly Pick<ImportFile, "name" | "bytes">[];
}
