// Prints bytes and rows of the tables of a large set as they are found, events and what is made of them.
//   node sealed-size.mjs <events folder of a stopped instance>
import { withChdb } from "./large-set.mjs";

const [folder] = process.argv.slice(2);
const tables = await withChdb(folder, async (client) => {
  const result = await client.query({
    query: `SELECT table, sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts
      WHERE database = 'millrace' AND active AND table IN ('events', 'sealed_events', 'sealed_figures') GROUP BY table ORDER BY table`,
    format: "JSONEachRow",
  });
  return result.json();
});
const found = Object.fromEntries(
  tables.map(({ table, bytes, rows }) => [table, { bytes: Number(bytes), rows: Number(rows) }]),
);
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit(0);
