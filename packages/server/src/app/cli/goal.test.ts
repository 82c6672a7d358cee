import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { DEFAULT_SITE_SETTINGS } from "../../domain/site/site.ts";
import { openAccountsAt } from "../open-drivers.ts";
import { addGoal, listGoals, listSegments, removeGoal, removeSegment } from "./goal.ts";

const newFolder = useTempFolders();
const SITE = "a.example";
let folder: string;
let said: string;

beforeEach(async () => {
  folder = newFolder();
  said = "";
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("ACCOUNTS_URL", `sqlite:${join(folder, "app.db")}`);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
  const accounts = await openAccountsAt(`sqlite:${join(folder, "app.db")}`);
  const { id } = await accounts.createSite(SITE, DEFAULT_SITE_SETTINGS);
  await accounts.createSegment(id, { name: "Neighbours", filters: [["is", "visit:country", ["DE"]]] });
  await accounts.close();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function output(of: Promise<void>): Promise<string> {
  said = "";
  await of;
  return said;
}

it("makes, lists and removes the goals of a site", async () => {
  expect(await output(listGoals(SITE))).toContain("No goals yet");
  expect(await output(addGoal(SITE, undefined, { event: 404 }))).toBe("404: the event 404\n");
  await addGoal(SITE, undefined, { page: "/blog/**" });
  await addGoal(SITE, "Leads", { event: "Lead", page: "/x/*" });
  expect(await output(listGoals(SITE))).toBe(
    "404: the event 404\nLeads: the event Lead on /x/*\nVisit /blog/**: a page view on /blog/**\n",
  );
  await removeGoal(SITE, "Leads");
  expect(await output(listGoals(SITE))).not.toContain("Leads");
});

it("lists and removes its segments", async () => {
  expect(await output(listSegments(SITE))).toBe('Neighbours (1): [["is","visit:country",["DE"]]]\n');
  await removeSegment(SITE, "Neighbours");
  expect(await output(listSegments(SITE))).toBe("No segments yet.\n");
});

it.each([
  { what: "a site that is none", run: () => listGoals("b.example"), fault: "there is no site b.example" },
  { what: "a goal that is none", run: () => removeGoal(SITE, "x"), fault: `${SITE} has no goal x` },
  { what: "a segment that is none", run: () => removeSegment(SITE, "x"), fault: `${SITE} has no segment x` },
  { what: "a goal of nothing", run: () => addGoal(SITE, "x", {}), fault: "a goal needs an event" },
])("says what is wrong with $what", async ({ run, fault }) => {
  await expect(run()).rejects.toThrow(fault);
});
