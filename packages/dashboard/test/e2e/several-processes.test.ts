import { setTimeout } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postEvents, temporaryFolder } from "../../../server/test/e2e/instance.ts";
import { RoleProcess } from "../../../server/test/faults/role-process.ts";
import { startPostgres } from "../../../server/test/servers/postgres.ts";
import { startRedis } from "../../../server/test/servers/redis.ts";
import type { TestServer } from "../../../server/test/servers/test-server.ts";
import { eventually, startBrowser } from "./start-dashboard.ts";

const SITE = "several.example";
/** Others use the machine, too: one of so many tries has to be in time. */
const TRIES = 5;
/** Two browsers and six servers share the machine; what an instance takes by itself is held by its own test. */
const SHOWN_WITHIN_MS = 2000;

const servers: TestServer[] = [];
let edge: RoleProcess;
let worker: RoleProcess;
let apis: RoleProcess[] = [];
let browsers: Browser[] = [];

/** Redis, PostgreSQL, an edge, a worker and two api processes, each looked at by a browser of its own. */
beforeAll(async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  servers.push(redis, postgres);
  const common = {
    ...process.env,
    REDIS_URL: redis.url,
    DATABASE_URL: postgres.url,
    DATA_DIR: temporaryFolder(),
  };
  apis = await Promise.all(["api,scheduler", "api"].map((roles) => RoleProcess.make(roles, common)));
  worker = await RoleProcess.make("worker", common);
  edge = await RoleProcess.make("ingest", { ...common, API_URL: apis[0]?.url });
  await Promise.all([edge, worker, ...apis].map((each) => each.ensureReady()));
  await postEvents(edge.url, { site: SITE, path: "/first", user_id: "first" });
  await worker.untilQueueEmpty();
  browsers = await Promise.all(apis.map(() => startBrowser()));
}, 120_000);

afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await Promise.all([edge, worker, ...apis].map((each) => each?.kill9()));
  await Promise.all(servers.map((server) => server.stop()));
});

const currentOf = (page: Page) => page.getByTestId("current-visitors").textContent();

it("two browsers at two api processes show the same live, at once, also after one was killed", {
  timeout: 120_000,
}, async () => {
  const pages = await Promise.all(
    browsers.map(async (browser, index) => {
      const page = await browser.newPage({ locale: "en-US" });
      await page.goto(`${apis[index]?.url}/sites/${SITE}/live`);
      await eventually(() => currentOf(page)).toBe("1");
      return page;
    }),
  );

  const took: number[] = [];
  for (let visitor = 2; visitor < 2 + TRIES; visitor++) {
    // Whoever watches a site is told of the next one half a second later at the soonest.
    await setTimeout(1000);
    const sentAt = performance.now();
    await postEvents(edge.url, { site: SITE, path: `/page-${visitor}`, user_id: `visitor ${visitor}` });
    await Promise.all(
      pages.map((page) =>
        page.getByTestId("current-visitors").getByText(String(visitor), { exact: true }).waitFor(),
      ),
    );
    took.push(Math.round(performance.now() - sentAt));
  }
  console.log(`from the request until both browsers show it: ${took.join(", ")} ms`);
  expect(Math.min(...took), `${took.join(", ")} ms`).toBeLessThan(SHOWN_WITHIN_MS);
  const feeds = pages.map((page) => page.getByRole("region", { name: "As it happens" }).textContent());
  for (const feed of await Promise.all(feeds)) expect(feed).toContain(`viewed /page-${1 + TRIES}`);

  await apis[1]?.kill9();
  await pages[1]?.getByText("Not connected, trying again").waitFor();
  await postEvents(edge.url, { site: SITE, path: "/meanwhile", user_id: "meanwhile" });
  await apis[1]?.ensureReady();
  for (const page of pages) await eventually(() => currentOf(page)).toBe(String(2 + TRIES));
});
