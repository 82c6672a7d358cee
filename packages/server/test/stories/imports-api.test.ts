import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  type Client,
  createClient,
  IMPORT_PIECE_BYTES,
  type ImportFormat,
  type ImportInfo,
} from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { importFixture } from "../build/read-all.ts";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
const folder = newFolder();
let app: StartedApp;
let edge: StartedApp;

beforeAll(async () => {
  app = await startApp(folder);
  edge = await startApp(newFolder(), {
    roles: ["ingest"],
    environment: { ROLES: "ingest", API_URL: app.url },
  });
});
afterAll(async () => {
  await edge.stop();
  await app.stop();
});

interface GivenFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const fileOf = (path: string, name = path.split("/").at(-1) ?? ""): GivenFile => ({
  name,
  bytes: readFileSync(path),
});
const plausible = readdirSync(importFixture("plausible")).map((name) =>
  fileOf(join(importFixture("plausible"), name)),
);

async function upload(
  client: Client,
  site: string,
  format: ImportFormat,
  files: readonly GivenFile[],
  pieceBytes = 300,
): Promise<ImportInfo> {
  let info = await client.beginImport(site, {
    format,
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
  });
  for (const [file, { bytes }] of files.entries()) {
    for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
      const piece = new Blob([Uint8Array.from(bytes.subarray(offset, offset + pieceBytes))]);
      info = await client.sendImportPiece(site, info.id, { file, offset, bytes: piece });
    }
  }
  return info;
}

async function run(client: Client, site: string, id: string, dryRun: boolean): Promise<ImportInfo> {
  await client.runImport(site, id, dryRun);
  return vi.waitFor(
    async () => {
      const info = await client.import(site, id);
      expect(["reading", "writing"]).not.toContain(info.state);
      return info;
    },
    { timeout: 20_000, interval: 50 },
  );
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function eventsOf(client: Client, site: string): Promise<number> {
  const asked = { site_id: site, date_range: "2020-01-01,2026-12-31", metrics: "events", compare: "none" };
  return (await client.report("overview", asked)).results[0]?.metrics[0] ?? 0;
}

const refusal = (call: Promise<unknown>): Promise<{ status: number; message: string }> =>
  call.then(
    () => expect.fail("it was not refused"),
    (error) => error,
  );

describe.each([
  { what: "the process that has the store", at: "app", url: () => app.url },
  { what: "an edge before it", at: "edge", url: () => edge.url },
])("imports by $what", ({ at, url }) => {
  let client: Client;
  const newSite = async (name: string) =>
    (await client.createSite({ name: `${name}-${at}.example`, retention_days: 0 })).name;

  beforeAll(() => {
    client = createClient({ baseUrl: url() });
  });

  it.each<{ format: ImportFormat; files: readonly GivenFile[]; events: number }>([
    { format: "plausible", files: plausible, events: 27 },
    { format: "umami", files: [fileOf(importFixture("website_event.csv"))], events: 4 },
    { format: "goatcounter", files: [fileOf(importFixture("goatcounter.csv"), "any name.csv")], events: 6 },
    {
      format: "access-log",
      files: [{ name: "a.log.gz", bytes: gzipSync(readFileSync(importFixture("access.log"))) }],
      events: 4,
    },
  ])("take $format in pieces, try it, write it, and add nothing the second time", async (given) => {
    const site = await newSite(given.format);
    const whole = await upload(client, site, given.format, given.files);
    expect(whole.done).toBe(whole.total);
    const tried = await run(client, site, whole.id, true);
    expect(tried).toMatchObject({ state: "read", error: null, total: whole.total });
    expect(tried.summary[0]).toMatch(new RegExp(`^${given.events} events, .* would be imported`));
    expect(tried.summary.at(-1)).toBe("Nothing was written.");
    expect(await eventsOf(client, site)).toBe(0);
    for (const _time of [1, 2]) {
      const written = await run(client, site, whole.id, false);
      expect(written).toMatchObject({ state: "written", error: null });
      expect(written.summary[0]).toMatch(new RegExp(`^${given.events} events, .* are in the store`));
    }
    expect((await client.imports(site)).map(({ id }) => id)).toEqual([whole.id]);
    await client.removeImport(site, whole.id);
    expect(await client.imports(site)).toEqual([]);
  });

  it("take a site's archive with its goals, segments and annotations, and keep what is there", async () => {
    const site = await newSite("archived");
    const day = "2026-03-10";
    await client.createGoal(site, { name: "Mine", event: "signup" });
    await client.createSegment(site, { name: "Pages", filters: [["is", "event:page", ["/"]]] });
    for (const text of ["Twice", "Twice"]) await client.createAnnotation(site, { date: day, text });
    // The edge has a queue of its own, which nobody drains.
    await createClient({ baseUrl: app.url }).sendEvents(
      [1, 2, 3].map((n) => ({ site, path: `/${n}`, timestamp: `${day}T10:00:0${n}Z`, user_id: "u" })),
    );
    await vi.waitFor(async () => expect(await eventsOf(client, site)).toBe(3), { timeout: 20_000 });
    const reply = await client.exportSite(site);
    expect(reply.headers.get("content-type")).toBe("application/x-tar");
    expect(reply.headers.get("content-disposition")).toMatch(/^attachment; filename="archived-.*\.tar"$/);
    const bytes = Buffer.from(await reply.arrayBuffer());

    const target = await newSite("from-archive");
    await client.createGoal(target, { name: "Mine", page: "/other" });
    await client.createAnnotation(target, { date: day, text: "Twice" });
    const files = [{ name: "site.tar", bytes }];
    const { id } = await upload(client, target, "millrace", files, IMPORT_PIECE_BYTES);
    const tried = await run(client, target, id, true);
    expect(tried.error).toBe(null);
    expect(tried.summary).toContain(
      "0 of 1 goals, 1 of 1 segments, 1 of 2 annotations would be added; the others are there already.",
    );
    expect(await client.segments(target)).toEqual([]);
    for (const added of [1, 0]) {
      const { summary, error } = await run(client, target, id, false);
      expect(error).toBe(null);
      expect(summary).toContain(
        `0 of 1 goals, ${added} of 1 segments, ${added} of 2 annotations are added; the others are there already.`,
      );
      expect(await eventsOf(client, target)).toBe(3);
    }
    expect(await client.goals(target)).toMatchObject([{ name: "Mine", page: "/other" }]);
    expect(await client.segments(target)).toMatchObject([{ name: "Pages" }]);
    expect((await client.annotations(target)).map(({ text }) => text)).toEqual(["Twice", "Twice"]);
    await client.removeImport(target, id);

    const cut = await upload(client, target, "millrace", [
      { name: "cut.tar", bytes: bytes.subarray(0, -2000) },
    ]);
    const failed = await run(client, target, cut.id, false);
    expect(failed.state).toBe("failed");
    expect(failed.error).toMatch(/^\[import\] cut\.tar: .*cut off/);
    await client.removeImport(target, cut.id);
  });

  it("say what is no next piece, and go on with the one that is", async () => {
    const site = await newSite("pieces");
    const { id } = await client.beginImport(site, { format: "umami", files: [{ name: "a.csv", bytes: 4 }] });
    const send = (offset: number, text: string, file = 0) =>
      client.sendImportPiece(site, id, { file, offset, bytes: new Blob([text]) });
    await send(0, "ab");
    expect((await refusal(send(0, "ab"))).message).toContain("next byte of a.csv is 2");
    expect((await refusal(send(2, "abc"))).message).toContain("more than the announced 4 bytes");
    expect((await refusal(send(0, "a", 1))).status).toBe(400);
    expect((await refusal(client.runImport(site, id, true))).message).toContain("still waiting for files");
    expect(await send(2, "cd")).toMatchObject({ done: 4, total: 4 });
    const large = new Blob([new Uint8Array(IMPORT_PIECE_BYTES + 1)]);
    expect(
      (await refusal(client.sendImportPiece(site, id, { file: 0, offset: 4, bytes: large }))).status,
    ).toBe(413);
    await client.removeImport(site, id);
    expect((await refusal(client.import(site, id))).status).toBe(404);
  });

  it.each([
    { what: "a path for a name", files: [{ name: "../a.csv", bytes: 1 }], says: "is not a file name" },
    { what: "dots for a name", files: [{ name: "..", bytes: 1 }], says: "is not a file name" },
    { what: "a zip", files: [{ name: "export.zip", bytes: 1 }], says: "unpack export.zip" },
    {
      what: "the same name twice",
      files: [
        { name: "a", bytes: 1 },
        { name: "a", bytes: 1 },
      ],
      says: "same name",
    },
    { what: "nothing", files: [], says: "files must have 1 to" },
    { what: "more than a disk should take", files: [{ name: "a", bytes: 2 ** 43 }], says: "at most" },
  ])("refuse $what", async ({ files, says }) => {
    const site = (await client.sites())[0]?.name ?? "";
    const { status, message } = await refusal(client.beginImport(site, { format: "umami", files }));
    expect(message).toContain(says);
    expect(status).toBe(400);
  });

  it("say what is wrong with a file, in the words of the command line", async () => {
    const site = await newSite("wrong");
    const { id } = await upload(client, site, "umami", [{ name: "x.csv", bytes: Buffer.from("a,b\n1,2\n") }]);
    const failed = await run(client, site, id, true);
    expect(failed.state).toBe("failed");
    expect(failed.error).toMatch(/^\[import\] x\.csv: /);
    await client.removeImport(site, id);
  });

  it("are nobody else's: another site has no such import", async () => {
    const [site, other] = [await newSite("mine"), await newSite("yours")];
    const { id } = await client.beginImport(site, { format: "umami", files: [{ name: "a", bytes: 1 }] });
    expect((await refusal(client.import(other, id))).status).toBe(404);
    expect((await refusal(client.removeImport(other, id))).status).toBe(404);
    expect((await refusal(client.imports("no-such.example"))).status).toBe(404);
    await client.removeImport(site, id);
  });

  it("take so many at a time, and room is made by removing one", async () => {
    const site = await newSite("many");
    const begin = () => client.beginImport(site, { format: "umami", files: [{ name: "a", bytes: 1 }] });
    const open = await Promise.all([begin(), begin(), begin(), begin()]);
    expect((await refusal(begin())).message).toContain("imports are open");
    await client.removeImport(site, open[0]?.id ?? "");
    await client.removeImport(site, (await begin()).id);
    for (const { id } of open.slice(1)) await client.removeImport(site, id);
  });

  it("write none of the file's own bytes to the disk, and leave nothing there", async () => {
    const site = await newSite("sealed");
    const bytes = readFileSync(importFixture("access.log"));
    const address = /^\S+/.exec(bytes.toString())?.[0] ?? "";
    expect(address).toMatch(/^[\d.:a-f]+$/i);
    const { id } = await upload(client, site, "access-log", [{ name: "access.log", bytes }]);
    const kept = filesBelow(join(folder, "data", "imports"));
    expect(kept.reduce((sum, path) => sum + statSync(path).size, 0)).toBe(bytes.length);
    for (const path of kept) {
      expect(readFileSync(path).includes(address)).toBe(false);
      expect(readFileSync(path).includes("GET /")).toBe(false);
    }
    await client.removeImport(site, id);
    expect(filesBelow(join(folder, "data", "imports"))).toEqual([]);
  });

  it("are broken off when they are removed; what was written stays", async () => {
    const site = await newSite("cancel");
    const header = readFileSync(importFixture("goatcounter.csv"), "utf8").split("\n")[0] ?? "";
    const lines = readFileSync(importFixture("goatcounter.csv"), "utf8").split("\n").slice(1).filter(Boolean);
    const many = Array.from({ length: 12_000 }, (_, at) => lines[at % lines.length]).join("\n");
    const files = [{ name: "a.csv", bytes: Buffer.from(`${header}\n${many}\n`) }];
    const { id } = await upload(client, site, "goatcounter", files, IMPORT_PIECE_BYTES);
    await client.runImport(site, id, false);
    expect((await refusal(client.runImport(site, id, false))).message).toContain("already running");
    await client.removeImport(site, id);
    const left = await eventsOf(client, site);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await eventsOf(client, site)).toBe(left);
    expect(left).toBeLessThan(12_000);
  });
});
