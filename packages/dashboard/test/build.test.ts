import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildDashboard } from "../build.mjs";

/** P16's aim, less the map and what else comes once the page stands. */
const FIRST_SCRIPTS_BYTES = 185_000;

it("is made for production whatever NODE_ENV says, and its first scripts stay small", async () => {
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
    const sizes = scripts.map((script) => statSync(`${script}.br`).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_SCRIPTS_BYTES);
  } finally {
    process.env.NODE_ENV = before;
    rmSync(folder, { recursive: true });
  }
});
