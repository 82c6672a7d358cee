import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type StartedApp, startApp } from "../build/start-app.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { play, readExchanges } from "./play.ts";

const newFolder = useTempFolders();

/** The data files of a folder, each played against one running server. */
function describeGolden(folder: string, what: string, start: () => Promise<StartedApp>): void {
  describe(what, () => {
    let app: StartedApp;
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

describeGolden("requests", "golden requests", () => startApp(newFolder()));

describeGolden("requests-when-full", "golden requests to an edge whose queue is full", () =>
  startApp(newFolder(), { roles: ["ingest"], environment: { QUEUE_MAX_BYTES: "1" } }),
);
