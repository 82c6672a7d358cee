// Prints the milliseconds of reports asked through the engine, and of statements by hand for the same, in turn.
//   node one-report.mjs <events folder of a stopped instance> <epoch ms of the set's end> <rounds>

import { DEFAULT_SITE_SETTINGS } from "../packages/server/dist/domain/site/site.js";
import { openChdbTransport } from "../packages/server/dist/drivers/events/clickhouse/transport-chdb.js";
import { openEventStore } from "../packages/server/dist/drivers/events/index.js";
import { createRunQuery } from "../packages/server/dist/query/run-query.js";
import { createRunReport } from "../packages/server/dist/reports/run/run-report.js";
import { SEALED } from "./hand-written.mjs";
import { inTurn } from "./in-turn.mjs";
import { STORE_OPTIONS, ZONE } from "./large-set.mjs";

const [folder, until, rounds] = process.argv.slice(2);
const DAY = 86_400_000;
const METRICS = "visitors,visits,pageviews,bounce_rate,visit_duration";
const date = (at) => new Date(at).toISOString().slice(0, 10);
const rangeOf = (round) => [
  date(Number(until) - (90 + round) * DAY),
  date(Number(until) - (1 + round) * DAY),
];

const store = await openEventStore(`chdb:${folder}`, STORE_OPTIONS);
const { write: client, close } = await openChdbTransport(`chdb:${folder}`, 1);
const clock = { now: () => Date.now() };
const find = async (name) => ({
  ...DEFAULT_SITE_SETTINGS,
  id: 1,
  name,
  teamId: null,
  timezone: ZONE,
  key: Buffer.alloc(32),
});
const runQuery = createRunQuery({ store, clock, find, goalsOf: async () => [], segmentsOf: async () => [] });
const runReport = createRunReport({ runQuery, clock });

const found = [];
for (const [name, query] of Object.entries(SEALED)) {
  let round = 0;
  const results = await inTurn(Number(rounds) * 4 + 1, {
    ours: async () => {
      round += 1;
      const limit = name === "overview" || name === "timeseries" ? {} : { limit: "10" };
      const compare = { compare: "none" };
      return timed(() =>
        runReport(name, {
          site_id: "site-1.example",
          date_range: rangeOf(round).join(","),
          metrics: METRICS,
          ...limit,
          ...compare,
        }),
      );
    },
    byHand: () => {
      const [from, to] = rangeOf(round);
      return timed(async () => {
        const result = await client.query({
          query,
          query_params: { site: 1, from, to },
          format: "JSONCompactEachRow",
        });
        return result.json();
      });
    },
  });
  // The first round warms the files.
  found.push({ name, ours: results.ours.slice(1), byHand: results.byHand.slice(1) });
}
await store.close();
await close();
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit(0);

async function timed(run) {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
