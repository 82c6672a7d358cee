import { fileURLToPath } from "node:url";
import type { Envelope } from "../../src/domain/event/envelope.ts";
import type { Site } from "../../src/domain/site/site.ts";
import { DEFAULT_SITE_SETTINGS } from "../../src/domain/site/site.ts";
import type { ReadRow, ReadRows } from "../../src/imports/rows/read-row.ts";

/** A file of test/imports. */
export function importFixture(name: string): string {
  return fileURLToPath(new URL(`../imports/${name}`, import.meta.url));
}

export function buildSite(changes: Partial<Site> = {}): Site {
  return {
    ...DEFAULT_SITE_SETTINGS,
    id: 1,
    name: "example.com",
    teamId: null,
    key: Buffer.alloc(32, 7),
    ...changes,
  };
}

export interface ReadFiles {
  readonly rows: readonly ReadRow[];
  readonly events: readonly Envelope[];
  /** Reasons by place. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** Everything that a reader reads of the files. */
export async function readAll(
  read: ReadRows,
  files: readonly string[],
  { site = buildSite(), zone = "UTC" }: { site?: Site; zone?: string } = {},
): Promise<ReadFiles> {
  const rows: ReadRow[] = [];
  let bytes = 0;
  const onBytes = (count: number) => {
    bytes += count;
  };
  for await (const row of read({ site, zone, files, onBytes })) rows.push(row);
  return {
    rows,
    bytes,
    events: rows.flatMap((row) => (row.kind === "event" ? [row.envelope] : [])),
    skipped: Object.fromEntries(
      rows.flatMap((row) => (row.kind === "skipped" ? [[row.place, row.reason]] : [])),
    ),
  };
}
