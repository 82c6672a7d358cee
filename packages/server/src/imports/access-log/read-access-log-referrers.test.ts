import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildSite, readAll } from "../../../test/build/read-all.ts";
import { REFERRERS } from "../../../test/build/referrers.data.ts";
import { useTempFolders } from "../../../test/build/temp-folder.ts";
import { NO_AGENT, NO_PLACE } from "../../domain/event/facts.ts";
import { createReadAccessLog } from "./read-access-log.ts";

const newFolder = useTempFolders();
const readAccessLog = createReadAccessLog({
  geo: { name: "none", locate: () => NO_PLACE },
  agents: { name: "none", parse: () => NO_AGENT },
  isBot: () => false,
});

/** What an access log keeps of visits from these places, in their order. */
async function keptOf(referrers: readonly string[]): Promise<string[]> {
  const file = join(newFolder(), "access.log");
  const lines = referrers.map(
    (from, n) =>
      `203.0.113.7 - - [10/Mar/2026:12:00:00 +0000] "GET /${n} HTTP/1.1" 200 5 "${from.replaceAll("\\", "\\\\")}" "Mozilla/5.0"\n`,
  );
  writeFileSync(file, lines.join(""));
  const { events } = await readAll(readAccessLog, [file], { site: buildSite({ name: "shop.example" }) });
  return events.map(({ referrer }) => referrer);
}

it("keeps the referrers of a log as live events keep them", async () => {
  expect(await keptOf(REFERRERS.map(({ from }) => from))).toEqual(REFERRERS.map(({ kept }) => kept));
});

it("takes no page of the site itself for a source, and no text that is no URL", async () => {
  const own = [
    "https://shop.example/a",
    "https://www.Shop.Example.:8443/",
    "https://blog.shop.example/",
    "-",
    "google",
  ];
  expect(await keptOf(own)).toEqual(own.map(() => ""));
});
