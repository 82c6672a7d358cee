import type { LiveMessage, LiveSnapshot } from "@millrace/protocol";
import { afterEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { postEvents } from "../e2e/instance.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startRedis } from "../servers/redis.ts";
import type { TestServer } from "../servers/test-server.ts";

const SITE = "live.example";
const newFolder = useTempFolders();
const apps: StartedApp[] = [];
const servers: TestServer[] = [];

afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Resolves with the first snapshot that says so many visitors, in full: with their sources. */
function snapshotOf(url: string, visitors: number): Promise<LiveSnapshot> {
  const socket = new WebSocket(`${url.replace("http:", "ws:")}/api/v1/sites/${SITE}/live`);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.type !== "snapshot" || message.current_visitors !== visitors) return;
      if (message.sources.reduce((sum, [, count]) => sum + count, 0) !== visitors) return;
      socket.close();
      resolve(message);
    });
  });
}

/** Of the last 30 minutes: two looks may have a minute's end between them. */
const total = ({ minutes }: LiveSnapshot) => minutes.reduce((sum, { pageviews }) => sum + pageviews, 0);

it("shows the same at two api processes, neither of which stored the events", {
  timeout: 60_000,
}, async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  servers.push(redis, postgres);
  const environment = { REDIS_URL: redis.url, DATABASE_URL: postgres.url };
  const start = async (...roles: ("ingest" | "worker" | "api")[]) => {
    const app = await startApp(newFolder(), { roles, environment });
    apps.push(app);
    return app;
  };
  const writer = await start("ingest", "worker");
  const [one, other] = [await start("api"), await start("api")];
  await postEvents(writer.url, { site: SITE, path: "/", user_id: "first" });
  await Promise.all([snapshotOf(one.url, 1), snapshotOf(other.url, 1)]);

  const seen = Promise.all([snapshotOf(one.url, 4), snapshotOf(other.url, 4)]);
  for (const user_id of ["second", "third", "fourth"])
    await postEvents(writer.url, {
      site: SITE,
      path: `/${user_id}`,
      user_id,
      referrer: "https://google.de/",
    });
  const [atOne, atOther] = await seen;
  expect({ ...atOther, minutes: total(atOther) }).toEqual({ ...atOne, minutes: total(atOne) });
  expect(atOne).toMatchObject({
    current_visitors: 4,
    sources: [
      ["Google", 3],
      ["Direct / None", 1],
    ],
  });
  expect(atOne.pages).toHaveLength(4);
});
