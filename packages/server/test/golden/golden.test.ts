import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { makeInstance } from "../e2e/instance.ts";
import { play, readExchanges } from "./play.ts";

const newFolder = useTempFolders();

/** The data files of a folder, each played against one running server. */
function describeGolden(folder: string, what: string, start: () => Promise<Pick<StartedApp, "url" | "stop">>): void {
  describe(what, () => {
    let app: Pick<StartedApp, "url" | "stop">;
    beforeAll(async () => {
      app = await start();
    });
    afterAll(() => app.stop());

    const directory = new URL(`./${folder}/`, import.meta.url);
    for (const file of readdirSync(directory).sort()) {
      describe(file.replace(".json", ""), () => {
        const exchanges = readExchanges(new URL(file, directory));
        it.each(exchanges.map((exchange) => [exchange.name, exchange] as const))("%s", (_name, exchange) => play(app.url, exchange));
      });
    }
  });
}

describeGolden("requests", "golden requests to one process with all roles", () => startApp(newFolder()));

// A route that the edge does not relay is a 404 here.
describeGolden("requests", "golden requests to the default, an edge and a store process", async () => {
  const { victim } = await makeInstance({ environment: { FLUSH_INTERVAL_MS: "10", LOG_LEVEL: "warn" } });
  victim.start();
  await victim.untilReady();
  return {
    url: victim.url,
    async stop() {
      await victim.stop();
      return {};
    },
  };
});

describeGolden("requests-when-full", "golden requests to an edge whose queue is full", () =>
  startApp(newFolder(), { roles: ["ingest"], environment: { QUEUE_MAX_BYTES: "1" } }),
);
