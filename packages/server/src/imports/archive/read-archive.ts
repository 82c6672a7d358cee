import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { BadRequest } from "../../domain/errors.ts";
import type { Event } from "../../domain/event/event.ts";
import type { ArchivedSite } from "../../domain/site/archived-site.ts";
import { createYield } from "../../pipeline/yield.ts";
import { ImportFault } from "../import-fault.ts";
import { openFile } from "../open-file.ts";
import type { ReadRows } from "../rows/read-row.ts";
import { decodeEventLine } from "./event-line.ts";
import {
  CHECKSUMS,
  MAX_FILES,
  MAX_LINE_BYTES,
  MAX_PART_BYTES,
  MAX_TEXT_BYTES,
  PART_NAME,
  SITE_FILE,
} from "./limits.ts";
import { readTar, type TarFile } from "./read-tar.ts";
import { readSiteFile } from "./site-file.ts";

const unpack = promisify(gunzip);

/** Reads the events of an archive. Its other files were looked at by inspectArchive. */
export const readArchive: ReadRows = async function* readArchive({ site, files, onBytes }) {
  for await (const file of filesOf(files, onBytes))
    if (PART_NAME.test(file.name))
      for await (const { event, place } of eventsOf(file, site.id)) yield { kind: "stored", event, place };
};

/**
 * Reads an archive from its beginning to its end and returns the site that it describes. Throws ImportFault for one that
 * is not whole, was changed, or has anything in it that an export does not write.
 */
export async function inspectArchive(
  files: readonly string[],
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<ArchivedSite> {
  let site: ArchivedSite | null = null;
  for await (const file of filesOf(files, onBytes)) {
    if (file.name === SITE_FILE) site = readSite(file);
    else if (PART_NAME.test(file.name))
      for await (const _event of eventsOf(file, 0)) signal?.throwIfAborted();
  }
  // filesOf has seen that it is the first.
  return site as ArchivedSite;
}

/** Yields the files of an archive, and throws ImportFault at its end unless they are all of them, unchanged. */
async function* filesOf(paths: readonly string[], onBytes: (bytes: number) => void): AsyncGenerator<TarFile> {
  const [path = "", ...others] = paths;
  const archive = basename(path);
  if (others.length > 0) throw new ImportFault(archive, "is not the only archive: import one at a time");
  const sums = new Map<string, string>();
  let isWhole = false;
  const limitOf = (name: string) => {
    if (isWhole) throw new TypeError(`${JSON.stringify(name.slice(0, 100))} follows ${CHECKSUMS}`);
    return limitFor(name, sums);
  };
  try {
    for await (const file of readTar(openFile(path, onBytes), limitOf)) {
      if (file.name === CHECKSUMS) checkSums(file.content, sums);
      isWhole = file.name === CHECKSUMS;
      sums.set(file.name, createHash("sha256").update(file.content).digest("hex"));
      yield file;
    }
    if (!isWhole) throw new TypeError(`${CHECKSUMS} is missing: the archive is not whole`);
  } catch (error) {
    throw asFault(archive, error);
  }
}

function limitFor(name: string, seen: ReadonlyMap<string, string>): number {
  const isFirst = seen.size === 0;
  const isPart = PART_NAME.test(name);
  if (isFirst !== (name === SITE_FILE) || !(isFirst || isPart || name === CHECKSUMS))
    throw new TypeError(
      isFirst
        ? `it is not the archive of a site: it begins with ${JSON.stringify(name.slice(0, 100))} instead of ${SITE_FILE}`
        : `${JSON.stringify(name.slice(0, 100))} does not belong in the archive of a site`,
    );
  if (seen.has(name)) throw new TypeError(`${name} is there twice`);
  if (seen.size > MAX_FILES) throw new TypeError(`it has more than ${MAX_FILES} files`);
  return isPart ? MAX_PART_BYTES : MAX_TEXT_BYTES;
}

function checkSums(content: Buffer, found: ReadonlyMap<string, string>): void {
  const listed = new Map<string, string>();
  for (const line of content.toString("latin1").split("\n").filter(Boolean)) {
    const [sum = "", name = ""] = line.split(/ [ *]/, 2);
    listed.set(name, sum);
  }
  for (const [name, sum] of found)
    if (listed.get(name) !== sum)
      throw new TypeError(`${name} is not as it was exported: its checksum is another`);
  const [missing] = [...listed.keys()].filter((name) => !found.has(name));
  if (missing !== undefined) throw new TypeError(`${JSON.stringify(missing.slice(0, 100))} is missing`);
}

/** Says of errors about the archive where they are, and leaves those that it does not cause as they are. */
function asFault(archive: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ImportFault) return error;
  if (error instanceof TypeError) return new ImportFault(archive, message, { cause: error });
  if (code?.startsWith("Z_"))
    return new ImportFault(archive, "the gzip file is incomplete or damaged", { cause: error });
  return error;
}

function readSite({ name, content }: TarFile): ArchivedSite {
  if (!isUtf8(content)) throw new ImportFault(name, "it is not UTF-8");
  try {
    return readSiteFile(content.toString("utf8"));
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof BadRequest)) throw error;
    throw new ImportFault(name, error.message, { cause: error });
  }
}

async function* eventsOf(
  { name, content }: TarFile,
  siteId: number,
): AsyncGenerator<{ event: Event; place: string }> {
  const lines = await unpackPart(name, content);
  const yieldIfDue = createYield();
  for (let from = 0, number = 1; from < lines.length; number += 1) {
    const found = lines.indexOf(0x0a, from);
    const end = found < 0 ? lines.length : found;
    const place = `${name}:${number}`;
    if (end - from > MAX_LINE_BYTES) throw new ImportFault(place, "the line is longer than any event");
    yield { event: readEvent(lines.toString("utf8", from, end), siteId, place), place };
    from = end + 1;
    const turn = yieldIfDue();
    if (turn !== null) await turn;
  }
}

/** Unpacks at most as much as an export puts into a part, whatever the file claims. */
async function unpackPart(name: string, content: Buffer): Promise<Buffer> {
  let lines: Buffer;
  try {
    lines = await unpack(content, { maxOutputLength: MAX_PART_BYTES });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const fault = isTooLarge
      ? `unpacks to more than ${MAX_PART_BYTES} bytes`
      : "is damaged: it can't be unpacked";
    throw new ImportFault(name, fault, { cause: error });
  }
  if (!isUtf8(lines)) throw new ImportFault(name, "it is not UTF-8");
  return lines;
}

function readEvent(line: string, siteId: number, place: string): Event {
  try {
    return decodeEventLine(line, siteId);
  } catch (error) {
    throw new ImportFault(place, (error as Error).message, { cause: error });
  }
}
