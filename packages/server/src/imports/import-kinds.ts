import type { ArchivedSite } from "../domain/site/archived-site.ts";
import { inspectArchive, readArchive } from "./archive/read-archive.ts";
import { readGoatcounter } from "./goatcounter/read-goatcounter.ts";
import { readPlausible } from "./plausible/read-plausible.ts";
import type { ReadRows } from "./rows/read-row.ts";
import { readUmami } from "./umami/read-umami.ts";

/** Readers that know places and agents as the edge does, which is opened for them only. */
export interface ImportReaders {
  accessLog(): Promise<ReadRows>;
}

/** A system whose files can be imported. */
export interface ImportKind {
  /** Files of a folder that belong to it. */
  readonly fits: RegExp;
  readonly expected: string;
  /** Zone of dates that name none; null: the site's. */
  readonly zone: string | null;
  open(readers: ImportReaders): ReadRows | Promise<ReadRows>;
  /**
   * Reads the files to their end and returns the site that they describe, before anything is written. Missing: the files
   * have events only. Throws ImportFault.
   */
  readonly inspect?: (
    files: readonly string[],
    onBytes: (bytes: number) => void,
    signal?: AbortSignal,
  ) => Promise<ArchivedSite>;
}

export const IMPORT_KINDS: Readonly<Record<string, ImportKind>> = {
  plausible: {
    fits: /^imported_\w+\.csv(\.gz)?$/,
    expected: "imported_….csv",
    zone: null,
    open: () => readPlausible,
  },
  umami: {
    fits: /^website_event.*\.csv(\.gz)?$/,
    expected: "website_event.csv",
    zone: "UTC",
    open: () => readUmami,
  },
  goatcounter: {
    fits: /\.csv(\.gz)?$|^info\.json$|\.jsonl(\.gz)?$/,
    expected: "….csv, ….csv.gz or hit_stats.jsonl",
    zone: "UTC",
    open: () => readGoatcounter,
  },
  "access-log": {
    fits: /access|\.log/,
    expected: "access log",
    zone: null,
    open: (readers) => readers.accessLog(),
  },
  millrace: {
    fits: /\.tar(\.gz)?$/,
    expected: "….tar",
    zone: null,
    open: () => readArchive,
    inspect: inspectArchive,
  },
};

/** Held by an import while it looks for what the store lacks, and writes it. */
export const IMPORT_LEASE = "import events";
