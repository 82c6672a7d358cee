import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildEvent, HOSTILE_TEXTS, NOON, uuid } from "../../../test/build/build-envelope.ts";
import { buildSite } from "../../../test/build/read-all.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import type { Event } from "../../domain/event/event.ts";
import { DAY } from "../../domain/time.ts";
import { decodeEventLine, encodeEventLine } from "./event-line.ts";
import { createExportSite } from "./export-site.ts";
import { MAX_PART_BYTES, PART_BYTES } from "./limits.ts";
import { inspectArchive, readArchive } from "./read-archive.ts";
import { TAR_END, tarFile } from "./write-tar.ts";

const folder = useTempFolders()();
const site = buildSite({
  id: 7,
  name: "example.com",
  timezone: "Europe/Berlin",
  excludedPages: ["/admin/**"],
});
const goal = { id: 3, siteId: 7, name: "Sign-up", event: "signup", page: null };
const segment = { id: 4, siteId: 7, name: "Germany", filters: [["is", "visit:country", ["DE"]]] };
const annotation = { id: 5, siteId: 7, date: "2026-03-10", text: "New prices" };

/** Everything that an event can have, and nothing that another column has. */
const FULL = buildEvent({
  siteId: 7,
  name: "purchase",
  receivedAt: NOON + 17,
  count: 2,
  clamped: true,
  visitorId: "18446744073709551615",
  previousVisitorId: "9223372036854775808",
  userId: "5",
  path: "/a",
  title: "T",
  referrer: "r.example/x",
  source: "S",
  channel: "Referral",
  utm: { source: "us", medium: "um", campaign: "uc", content: "uo", term: "ut" },
  clickId: "gclid",
  place: { country: "DE", region: "DE-BE", city: "Berlin" },
  agent: { browser: "Firefox", browserVersion: "149", os: "Linux", osVersion: "6", device: "desktop" },
  screen: "1x1",
  language: "de",
  timezone: "Europe/Berlin",
  engagedMs: 1234,
  scrollDepth: 56,
  interactive: false,
  revenue: { amount: "-12.5", currency: "EUR" },
  props: Object.fromEntries(HOSTILE_TEXTS.map((text) => [text, text])),
});

const days = new Map<string, Event[]>();
const EVENTS = [
  FULL,
  ...HOSTILE_TEXTS.map((text) => buildEvent({ siteId: 7, title: text, path: `/${text}` })),
  buildEvent({ siteId: 7, visitorId: "0", timestamp: NOON + 40 * DAY, count: 0 }),
  buildEvent({ siteId: 7, name: "", timestamp: NOON + 41 * DAY }),
];
for (const event of EVENTS) {
  const date = new Date(event.timestamp).toISOString().slice(0, 10);
  days.set(date, [...(days.get(date) ?? []), event]);
}

const exportSite = createExportSite({
  store: {
    storedDays: async () => [
      { siteId: 6, date: "2026-03-09", rows: 1, counted: 1 },
      ...[...days].map(([date, { length }]) => ({ siteId: 7, date, rows: length, counted: length })),
    ],
    async *readDay({ siteId, date }) {
      expect(siteId).toBe(7);
      yield days.get(date) ?? [];
    },
  },
  accounts: {
    findSite: async () => site,
    listGoals: async () => [goal],
    listSegments: async () => [segment],
    listAnnotations: async () => [annotation],
  },
  clock: { now: () => NOON },
});

let files = 0;
function save(bytes: Buffer, name = "a.tar"): string {
  files += 1;
  const path = join(folder, `${files}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

async function exported(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of exportSite("example.com")) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function eventsIn(path: string, siteId: number): Promise<Event[]> {
  const events: Event[] = [];
  const target = buildSite({ id: siteId });
  for await (const row of readArchive({ site: target, zone: "UTC", files: [path], onBytes: () => {} }))
    if (row.kind === "stored") events.push(row.event);
  return events;
}

const inspect = (bytes: Buffer) => inspectArchive([save(bytes)], () => {});

describe("the archive of a site", () => {
  it("has every event with every column, and everything of the site but its id and key", async () => {
    const bytes = await exported();
    const path = save(bytes);
    let read = 0;
    const archived = await inspectArchive([path], (count) => {
      read += count;
    });
    expect(read).toBe(bytes.length);
    const { id: _id, key: _key, teamId: _team, name, ...settings } = site;
    expect(archived).toEqual({
      name,
      settings,
      goals: [{ name: "Sign-up", event: "signup", page: null }],
      segments: [{ name: "Germany", filters: segment.filters }],
      annotations: [{ date: "2026-03-10", text: "New prices" }],
    });
    expect(await eventsIn(path, 9)).toEqual(EVENTS.map((event) => ({ ...event, siteId: 9 })));
    expect(bytes.includes(site.key.toString("base64"))).toBe(false);
    expect(bytes.includes(site.key.toString("hex"))).toBe(false);
  });

  it("may be packed as a whole", async () => {
    const path = save(gzipSync(await exported()), "a.tar.gz");
    expect(await eventsIn(path, 7)).toEqual(EVENTS);
  });

  it("leaves out of a line what is empty", () => {
    expect(Object.keys(JSON.parse(encodeEventLine(buildEvent())))).toEqual([
      "id",
      "name",
      "timestamp",
      "received_at",
      "visitor_id",
      "hostname",
      "path",
    ]);
  });
});

const sum = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** An archive of any files, with right checksums unless they are among them. */
function archiveOf(given: readonly (readonly [name: string, content: Buffer | string])[]): Buffer {
  const all = given.map(([name, content]) => [name, Buffer.from(content)] as const);
  const sums = all.map(([name, content]) => `${sum(content)}  ${name}\n`).join("");
  const withSums = all.some(([name]) => name === "SHA256SUMS")
    ? all
    : [...all, ["SHA256SUMS", Buffer.from(sums)] as const];
  return Buffer.concat([...withSums.map(([name, content]) => tarFile(name, content, NOON)), TAR_END]);
}

const SITE = {
  format: "millrace-site",
  version: 1,
  site: { name: "a.example", timezone: "UTC" },
  goals: [],
  segments: [],
  annotations: [],
};
const siteFile = (changes: object = {}) => ["site.json", JSON.stringify({ ...SITE, ...changes })] as const;
const part = (text: string, name = "events/2026-03-0001.ndjson.gz") => [name, gzipSync(text)] as const;
const LINE = encodeEventLine(buildEvent());
const line = (changes: object) => JSON.stringify({ ...JSON.parse(LINE), ...changes });

describe("an archive that is none", () => {
  it("is accepted when it is small and right, so that the others are refused for their faults", async () => {
    expect(await inspect(archiveOf([siteFile(), part(`${LINE}\n`)]))).toMatchObject({ name: "a.example" });
    expect(await inspect(archiveOf([siteFile(), part(LINE)]))).toMatchObject({ name: "a.example" });
    expect(await inspect(archiveOf([siteFile()]))).toMatchObject({ name: "a.example" });
  });

  it.each<{ what: string; bytes: () => Buffer; says: RegExp }>([
    { what: "an empty file", bytes: () => Buffer.alloc(0), says: /cut off/ },
    { what: "another file", bytes: () => Buffer.alloc(4096, "a"), says: /not a tar archive/ },
    { what: "an empty tar", bytes: () => TAR_END, says: /SHA256SUMS is missing/ },
    {
      what: "a tar of something else",
      bytes: () => archiveOf([["x.csv", "a"]]),
      says: /begins with "x.csv"/,
    },
    {
      what: "a path that leads out of it",
      bytes: () => archiveOf([siteFile(), ["../../etc/passwd", "x"]]),
      says: /"\.\.\/\.\.\/etc\/passwd" does not belong/,
    },
    {
      what: "an absolute path",
      bytes: () => archiveOf([siteFile(), part(LINE, "/events/2026-03-0001.ndjson.gz")]),
      says: /does not belong/,
    },
    {
      what: "a file twice",
      bytes: () => archiveOf([siteFile(), part(LINE), part(LINE)]),
      says: /there twice/,
    },
    {
      what: "a file behind the checksums",
      bytes: () =>
        archiveOf([
          siteFile(),
          ["SHA256SUMS", `${sum(Buffer.from(siteFile()[1]))}  site.json\n`],
          part(LINE),
        ]),
      says: /follows SHA256SUMS/,
    },
    {
      what: "no checksums",
      bytes: () => Buffer.concat([tarFile("site.json", Buffer.from(siteFile()[1]), NOON), TAR_END]),
      says: /SHA256SUMS is missing/,
    },
    {
      what: "wrong checksums",
      bytes: () => archiveOf([siteFile(), ["SHA256SUMS", "00  site.json\n"]]),
      says: /site\.json is not as it was/,
    },
    {
      what: "a missing part",
      bytes: () =>
        archiveOf([
          siteFile(),
          [
            "SHA256SUMS",
            `${sum(Buffer.from(siteFile()[1]))}  site.json\n00  events/2026-03-0001.ndjson.gz\n`,
          ],
        ]),
      says: /"events\/2026-03-0001\.ndjson\.gz" is missing/,
    },
    {
      what: "something behind its end",
      bytes: () => Buffer.concat([archiveOf([siteFile()]), Buffer.from("x")]),
      says: /follows the archive's end/,
    },
    {
      what: "a giant size that it does not have",
      bytes() {
        const bytes = archiveOf([siteFile()]);
        return claim(bytes, "77777777777");
      },
      says: /has 8589934591 bytes, at most/,
    },
    {
      what: "a size that is no number",
      bytes: () => claim(archiveOf([siteFile()]), "9zzzzzzzzzz"),
      says: /header of the tar archive is damaged/,
    },
    {
      what: "a newer version",
      bytes: () => archiveOf([siteFile({ version: 2 })]),
      says: /version 2, this Millrace reads up to 1/,
    },
    {
      what: "another format",
      bytes: () => archiveOf([siteFile({ format: "x" })]),
      says: /does not describe/,
    },
    { what: "a description that is no JSON", bytes: () => archiveOf([["site.json", "{"]]), says: /not JSON/ },
    {
      what: "a setting that is unknown",
      bytes: () => archiveOf([siteFile({ site: { name: "a.example", key: "x" } })]),
      says: /key/,
    },
    {
      what: "a setting of another type",
      bytes: () => archiveOf([siteFile({ site: { name: "a.example", domains: "x" } })]),
      says: /site\.domains/,
    },
    {
      what: "a goal without a rule",
      bytes: () => archiveOf([siteFile({ goals: [{ name: "g", event: null, page: null }] })]),
      says: /a goal needs/,
    },
    {
      what: "a goal twice",
      bytes: () => archiveOf([siteFile({ goals: Array(2).fill({ name: "g", event: "e", page: null }) })]),
      says: /"g" is there twice/,
    },
    {
      what: "a segment of nothing",
      bytes: () => archiveOf([siteFile({ segments: [{ name: "s", filters: [["x"]] }] })]),
      says: /segments/,
    },
    {
      what: "an annotation without a date",
      bytes: () => archiveOf([siteFile({ annotations: [{ date: "1", text: "x" }] })]),
      says: /not a date/,
    },
    {
      what: "text with NUL",
      bytes: () => archiveOf([siteFile({ annotations: [{ date: "2026-03-10", text: "\0" }] })]),
      says: /can't be stored/,
    },
    {
      what: "a part that is not packed",
      bytes: () => archiveOf([siteFile(), ["events/2026-03-0001.ndjson.gz", LINE]]),
      says: /can't be unpacked/,
    },
    {
      what: "a part that is cut off",
      bytes: () => archiveOf([siteFile(), ["events/2026-03-0001.ndjson.gz", gzipSync(LINE).subarray(0, -9)]]),
      says: /can't be unpacked/,
    },
    {
      what: "a bomb",
      bytes: () =>
        archiveOf([
          siteFile(),
          ["events/2026-03-0001.ndjson.gz", gzipSync(Buffer.alloc(MAX_PART_BYTES + 1))],
        ]),
      says: new RegExp(`unpacks to more than ${MAX_PART_BYTES} bytes`),
    },
    {
      what: "a line longer than any event",
      bytes: () => archiveOf([siteFile(), part("x".repeat(1024 ** 2 + 1))]),
      says: /0001\.ndjson\.gz:1: the line is longer/,
    },
    {
      what: "bytes that are no UTF-8",
      bytes: () =>
        archiveOf([siteFile(), ["events/2026-03-0001.ndjson.gz", gzipSync(Buffer.from([0xff, 0x0a]))]]),
      says: /not UTF-8/,
    },
    {
      what: "a line that is no event",
      bytes: () => archiveOf([siteFile(), part(`${LINE}\n[1]\n`)]),
      says: /0001\.ndjson\.gz:2: the line is not a JSON object/,
    },
    {
      what: "an empty line",
      bytes: () => archiveOf([siteFile(), part(`${LINE}\n\n${LINE}`)]),
      says: /:2: the line is not/,
    },
  ])("is refused: $what", async ({ bytes, says }) => {
    await expect(inspect(bytes())).rejects.toMatchObject({
      name: "ImportFault",
      message: expect.stringMatching(says),
    });
  });

  it("is refused wherever it is cut off", async () => {
    const bytes = archiveOf([siteFile(), part(`${LINE}\n`)]);
    const whole = bytes.length - TAR_END.length;
    for (let length = 0; length <= whole; length += 128)
      await expect(inspect(bytes.subarray(0, length)), `${length}`).rejects.toMatchObject({
        name: "ImportFault",
      });
  });

  it("is refused whichever byte of it is changed", async () => {
    const bytes = archiveOf([siteFile(), part(`${LINE}\n`)]);
    for (let at = 0; at < bytes.length; at += 61) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const outcome = await inspect(changed).then(
        (read) => read.name,
        (error) => error.name,
      );
      // What pads a file to whole blocks says nothing.
      expect([at, outcome], `${at}`).toEqual([at, isPadding(bytes, at) ? "a.example" : "ImportFault"]);
    }
  });
});

/** Sets the size in the first header, and its checksum. */
function claim(bytes: Buffer, size: string): Buffer {
  const changed = Buffer.from(bytes);
  changed.write(size, 124, "latin1");
  let total = 8 * 0x20;
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) total += changed[at] ?? 0;
  changed.write(total.toString(8).padStart(6, "0"), 148, "latin1");
  return changed;
}

function isPadding(bytes: Buffer, at: number): boolean {
  for (let header = 0; header + 1024 < bytes.length; ) {
    const size = Number.parseInt(bytes.toString("latin1", header + 124, header + 135), 8);
    const content = header + 512;
    const next = content + Math.ceil(size / 512) * 512;
    if (at >= content + size && at < next) return true;
    header = next;
  }
  return false;
}

describe("a line of an event", () => {
  it.each<{ changes: object; says: string }>([
    { changes: { id: "x" }, says: "id has a value" },
    { changes: { id: undefined }, says: "id is missing" },
    { changes: { timestamp: undefined }, says: "timestamp is missing" },
    { changes: { timestamp: 5 }, says: "timestamp has a value" },
    { changes: { timestamp: "2026-13-10T12:00:00.000Z" }, says: "timestamp has a value" },
    { changes: { name: null }, says: "name has a value" },
    { changes: { visitor_id: "18446744073709551616" }, says: "visitor_id has a value" },
    { changes: { visitor_id: 5 }, says: "visitor_id has a value" },
    { changes: { user_id: "01" }, says: "user_id has a value" },
    { changes: { count: -1 }, says: "count has a value" },
    { changes: { count: 2 ** 31 }, says: "count has a value" },
    { changes: { scroll_depth: 101 }, says: "scroll_depth has a value" },
    { changes: { interactive: 1 }, says: "interactive has a value" },
    { changes: { path: "x".repeat(8193) }, says: "path has a value" },
    { changes: { path: "\ud800" }, says: "path has a value" },
    { changes: { props: ["a"] }, says: "props has a value" },
    { changes: { props: { a: 1 } }, says: "props has a value" },
    { changes: { revenue_amount: "1e9", revenue_currency: "EUR" }, says: "revenue_amount has a value" },
    { changes: { revenue_amount: "1", revenue_currency: "€" }, says: "revenue_currency has a value" },
    { changes: { site_id: 3 }, says: '"site_id" is unknown here' },
    { changes: { constructor: "x" }, says: '"constructor" is unknown here' },
  ])("is refused with $changes", ({ changes, says }) => {
    expect(() => decodeEventLine(line(changes), 1)).toThrow(says);
  });

  it("keeps a property called __proto__", () => {
    const text = line({}).replace(/}$/, ',"props":{"__proto__":"x"}}');
    expect(JSON.stringify(decodeEventLine(text, 1).props)).toBe('{"__proto__":"x"}');
    expect(encodeEventLine(decodeEventLine(text, 1))).toContain('{"__proto__":"x"}');
  });
});

it("splits a month into parts, none of which is much longer than the others", async () => {
  const title = "t".repeat(499);
  const many = Array.from({ length: 50_000 }, (_, n) => buildEvent({ id: uuid(n), siteId: 7, title }));
  const big = createExportSite({
    store: {
      storedDays: async () => [{ siteId: 7, date: "2026-03-10", rows: many.length, counted: many.length }],
      async *readDay() {
        for (let from = 0; from < many.length; from += 5000) yield many.slice(from, from + 5000);
      },
    },
    accounts: {
      findSite: async () => site,
      listGoals: async () => [],
      listSegments: async () => [],
      listAnnotations: async () => [],
    },
    clock: { now: () => NOON },
  });
  const chunks: Buffer[] = [];
  for await (const chunk of big("example.com")) chunks.push(chunk);
  const names = chunks.map((chunk) => chunk.toString("latin1", 0, chunk.indexOf(0)));
  expect(names.slice(0, 4)).toEqual([
    "site.json",
    "events/2026-03-0001.ndjson.gz",
    "events/2026-03-0002.ndjson.gz",
    "events/2026-03-0003.ndjson.gz",
  ]);
  expect(50_000 * 600).toBeGreaterThan(PART_BYTES);
  const path = save(Buffer.concat(chunks));
  await inspectArchive([path], () => {});
  expect((await eventsIn(path, 7)).map(({ id }) => id)).toEqual(many.map(({ id }) => id));
});
