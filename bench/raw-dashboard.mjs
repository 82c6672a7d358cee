// Prints how many milliseconds the cards of a dashboard take when they are asked of raw rows, one after the other.
//   node raw-dashboard.mjs <events folder of a stopped instance> <epoch ms of the set's end> <rounds>
import { RAW_CARDS } from "./hand-written.mjs";
import { withChdb } from "./large-set.mjs";
import { spreadOf } from "./statistics.mjs";

const [folder, until, rounds] = process.argv.slice(2);
const DAY = 86_400_000;
const date = (at) => new Date(at).toISOString().slice(0, 10);

const times = await withChdb(folder, async (client) => {
  const found = [];
  // The first round warms the files.
  for (let round = 0; round <= Number(rounds); round++) {
    const query_params = {
      site: 1,
      from: date(Number(until) - (30 + round) * DAY),
      to: date(Number(until) - (1 + round) * DAY),
    };
    const startedAt = performance.now();
    for (const query of Object.values(RAW_CARDS)) {
      await (await client.query({ query, query_params, format: "JSONCompactEachRow" })).json();
    }
    found.push(performance.now() - startedAt);
  }
  return found.slice(1);
});
process.stdout.write(`${JSON.stringify(spreadOf(times))}\n`);
process.exit(0);
