import { createClient } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";

const newFolder = useTempFolders();
let app: StartedApp;
let edge: StartedApp;

beforeAll(async () => {
  app = await startApp(newFolder());
  edge = await startApp(newFolder(), {
    roles: ["ingest"],
    environment: { ROLES: "ingest", API_URL: app.url },
  });
});
afterAll(async () => {
  await edge.stop();
  await app.stop();
});

const HOURS = 24;
const HOUR_MS = 3_600_000;

describe("GET /api/v1/sites-overview", () => {
  it("has no site where there is none, and says so behind an edge, too", async () => {
    expect(await createClient({ baseUrl: app.url }).sitesOverview()).toEqual([]);
    expect(await createClient({ baseUrl: edge.url }).sitesOverview()).toEqual([]);
  });

  it("tells each site by name: who is there, of 24 hours and of the 24 before, and its first event", async () => {
    const client = createClient({ baseUrl: app.url });
    // A site may have any name, that of the route as well.
    await client.createSite({ name: "overview" });
    const now = Date.now();
    const at = (hoursAgo: number) => new Date(now - hoursAgo * HOUR_MS).toISOString();
    await client.sendEvents([
      { site: "b.example", path: "/", user_id: "now" },
      { site: "b.example", path: "/", user_id: "earlier", timestamp: at(3.5) },
      { site: "b.example", path: "/", user_id: "before", timestamp: at(30) },
      { site: "b.example", path: "/", user_id: "long ago", timestamp: at(200) },
    ]);
    await vi.waitFor(
      async () => {
        const [first, second, ...others] = await client.sitesOverview();
        expect(others).toEqual([]);
        expect(first).toMatchObject({ name: "b.example", current_visitors: 1, visitors: 2, previous: 1 });
        expect(first?.hours.reduce((sum, visitors) => sum + visitors, 0)).toBe(2);
        expect(first?.hours[HOURS - 4]).toBe(1);
        expect(first?.first_event).toBe(at(200));
        const nobody = { current_visitors: 0, visitors: 0, previous: 0, hours: Array(HOURS).fill(0) };
        expect(second).toEqual({ name: "overview", ...nobody, first_event: null });
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(await client.site("overview")).toMatchObject({ name: "overview" });
  });

  it("tells a client its own address, which an edge knows by itself", async () => {
    for (const { url } of [app, edge])
      expect(await createClient({ baseUrl: url }).ownAddress()).toBe("127.0.0.1");
  });
});
