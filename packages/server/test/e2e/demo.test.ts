import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { open } from "../../src/drivers/accounts/sqlite.ts";
import { CLI, temporaryFolder } from "./instance.ts";

const SITE = "demo.example";
const dataDir = temporaryFolder();

async function makeDemo(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [CLI, "demo", "--site", SITE, "--days", "30", "--visitors", "20", "--no-start"],
    { env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" } },
  );
  return stdout;
}

async function belongings() {
  const accounts = await open(`sqlite:${dataDir}/app.db`);
  const site = await accounts.findSite(SITE);
  if (site === null) throw new Error("there is no demo site");
  const [goals, annotations] = [await accounts.listGoals(site.id), await accounts.listAnnotations(site.id)];
  await accounts.close();
  return { goals, annotations };
}

it("makes a site with goals and annotated days, and nothing more when it is run again", async () => {
  expect(await makeDemo()).toMatch(/^[1-9]\d+ events over 30 days/m);
  const { goals, annotations } = await belongings();
  expect(goals.map(({ name }) => name).sort()).toEqual(["Purchase", "Reads the quick start", "Sign-up"]);
  expect(annotations.map(({ text }) => text)).toEqual([
    expect.stringContaining("Hacker News"),
    expect.stringContaining("the site was down"),
  ]);

  // Visitors of the seconds between the two runs may be new.
  expect(await makeDemo()).toMatch(/^\d events over 30 days/m);
  expect(await belongings()).toEqual({ goals, annotations });
}, 120_000);
