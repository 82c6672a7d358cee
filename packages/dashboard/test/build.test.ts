import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildDashboard } from "../build.mjs";

/** What all scripts may have that a site's page loads until it stands: as P16 counts them. */
const SCRIPTS_BYTES = 205_000;
/** Those of the map come behind the first ones. */
const OF_MAP = /^(?:map-body|places-missing|world-map)-.*\.js$/;

/** As WCAG has it. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

it("is made for production whatever NODE_ENV says, and its scripts stay small", async () => {
  const before = process.env.NODE_ENV;
  const folder = mkdtempSync(join(tmpdir(), "millrace-build-"));
  try {
    process.env.NODE_ENV = "development";
    await buildDashboard(folder);
    const page = readFileSync(join(folder, "index.html"), "utf8");
    const scripts = [...page.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(([, name]) =>
      join(folder, name ?? ""),
    );
    expect(scripts.length).toBeGreaterThan(2);
    const assets = readdirSync(join(folder, "assets"));
    const ofMap = assets.filter((name) => OF_MAP.test(name)).map((name) => join(folder, "assets", name));
    expect(ofMap.length).toBeGreaterThan(2);
    const sizes = [...scripts, ...ofMap].map((script) => statSync(`${script}.br`).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SCRIPTS_BYTES);
    // Of every mark the shape is seen on a light card and on a dark one.
    const marks = assets.find((name) => /^marks-.*\.svg$/.test(name)) ?? "";
    const fills = readFileSync(join(folder, "assets", marks), "utf8").matchAll(/fill="(#[\da-f]{6})"/gi);
    const lost = [...fills].flatMap(([, fill = ""]) =>
      [luminanceOf("#ffffff"), luminanceOf("#1f2328")].some(
        (ground) => contrast(luminanceOf(fill), ground) < 1.55,
      )
        ? [fill]
        : [],
    );
    expect(lost).toEqual([]);
  } finally {
    process.env.NODE_ENV = before;
    rmSync(folder, { recursive: true });
  }
});
