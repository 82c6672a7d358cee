// Prints what the events take on disk as found, and after merging all parts of a month into one.
//   node table-size.mjs <events folder of a stopped instance>
import { execFileSync } from "node:child_process";
import { openChdbTransport } from "../packages/server/dist/drivers/events/clickhouse/transport-chdb.js";

const [folder] = process.argv.slice(2);
const transport = await openChdbTransport(`chdb:${folder}`, 1);
const ACTIVE = "database = 'millrace' AND table = 'events' AND active";

async function ask(query) {
  const result = await transport.write.query({ query, format: "JSONEachRow" });
  return result.json();
}

async function size() {
  const [total] = await ask(
    `SELECT sum(bytes_on_disk) AS bytes, sum(rows) AS rows, count() AS parts FROM system.parts WHERE ${ACTIVE}`,
  );
  return { bytes: Number(total.bytes), rows: Number(total.rows), parts: Number(total.parts) };
}

const found = await size();
const folderBytes = Number(execFileSync("du", ["-sb", folder], { encoding: "utf8" }).split("\t")[0]);
await transport.write.command({ query: "OPTIMIZE TABLE millrace.events FINAL" });
const columns = await ask(
  `SELECT column AS name, sum(column_bytes_on_disk) AS bytes FROM system.parts_columns WHERE ${ACTIVE}
   GROUP BY name ORDER BY bytes DESC LIMIT 6`,
);
const merged = {
  ...(await size()),
  columns: columns.map(({ name, bytes }) => ({ name, bytes: Number(bytes) })),
};
await transport.close();
process.stdout.write(`${JSON.stringify({ found, merged, folder: folderBytes })}\n`);
process.exit(0);
