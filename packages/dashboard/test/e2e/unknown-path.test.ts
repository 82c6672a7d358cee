import { expect, it } from "vitest";
import { startDashboard } from "./start-dashboard.ts";
import { startProxy } from "./start-proxy.ts";

const dashboard = startDashboard({ visitors: 1 });

it("gives a browser the app's page for a path that is none, with ways on", async () => {
  dashboard.expectFaults(/404/);
  const page = await dashboard.open("", { at: "about:blank" });
  for (const path of ["/no/such/page", "/nothing", "/api/v1/nothing"]) {
    const reply = await page.goto(dashboard.url + path);
    expect(reply?.status()).toBe(404);
    await page.getByRole("heading", { level: 1, name: "This page does not exist." }).waitFor();
    await page.getByText(path, { exact: true }).waitFor();
  }
  expect(await page.getByRole("main").getByRole("link", { name: "API" }).getAttribute("href")).toBe(
    `${dashboard.url}/api/docs`,
  );
  await page.getByRole("main").getByRole("link", { name: "Sites" }).click();
  await page.getByRole("heading", { name: "Sites" }).waitFor();
});

it("does so below the path of a proxy", async () => {
  dashboard.expectFaults(/404/);
  const proxy = await startProxy(dashboard.url, "/stats");
  try {
    const page = await dashboard.open("/stats/no/such/page", { at: proxy.url });
    await page.getByRole("heading", { name: "This page does not exist." }).waitFor();
    expect(proxy.strays.filter((path) => path !== "/favicon.ico")).toEqual([]);
    await page.context().close();
  } finally {
    await proxy.stop();
  }
});

it.each([
  { method: "GET", path: "/api/v1/nothing", accept: "*/*" },
  { method: "GET", path: "/nothing", accept: "application/json" },
  { method: "POST", path: "/api/v1/nothing", accept: "text/html" },
  { method: "GET", path: "/assets/gone-12345678.js", accept: "*/*" },
])("tells a client where the routes are: $method $path", async ({ method, path, accept }) => {
  const reply = await fetch(dashboard.url + path, { method, headers: { accept } });
  expect(reply.status).toBe(404);
  expect(await reply.json()).toEqual({ error: "not found", hint: "/api/docs lists every route" });
});
