import { expect, it } from "vitest";
import { DEFAULT_SITE_SETTINGS } from "../domain/site/site.ts";
import { SECOND } from "../domain/time.ts";
import { open } from "../drivers/accounts/sqlite.ts";
import { createSiteDirectory } from "./site-directory.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

async function directory() {
  const accounts = await open("sqlite::memory:");
  let now = 0;
  const sites = createSiteDirectory({ accounts, clock: { now: () => now }, log });
  return { accounts, sites, pass: (ms: number) => (now += ms) };
}

it("makes a site on its first event, once for many at a time", async () => {
  const { accounts, sites } = await directory();
  const found = await Promise.all(Array.from({ length: 20 }, () => sites.findForEvent("new.example")));
  expect(new Set(found.map((site) => site?.id)).size).toBe(1);
  expect(await accounts.countSites()).toBe(1);
});

it("answers from memory after the first event of a site", async () => {
  const { sites } = await directory();
  await sites.findForEvent("new.example");
  expect(sites.findForEvent("new.example")).not.toBeInstanceOf(Promise);
});

it("makes no more than 1000 sites, and finds those that are there", async () => {
  const { accounts, sites } = await directory();
  for (let n = 0; n < 1000; n++) await accounts.createSite(`site-${n}.example`, DEFAULT_SITE_SETTINGS);
  expect(await sites.findForEvent("one-too-many.example")).toBeNull();
  expect(await accounts.countSites()).toBe(1000);
  expect((await sites.findForEvent("site-999.example"))?.name).toBe("site-999.example");
});

it("follows changed settings within seconds", async () => {
  const { accounts, sites, pass } = await directory();
  await sites.findForEvent("a.example");
  await accounts.updateSite("a.example", { timezone: "Asia/Kathmandu" });
  pass(6 * SECOND);
  await sites.findForEvent("a.example");
  await expect.poll(async () => (await sites.findForEvent("a.example"))?.timezone).toBe("Asia/Kathmandu");
});
