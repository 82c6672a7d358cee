// Fills an empty event store and accounts with a large set, seals its days, and prints what was made.
//   node fill-large-set.mjs <name of the set> <events URL> <accounts URL>
import { fillChdb, fillPostgres, LARGE_SETS, makeSites, sealAll } from "./large-set.mjs";

const [name, eventsUrl, accountsUrl] = process.argv.slice(2);
const set = LARGE_SETS[name];
const until = Date.now();
const log = (line) => process.stderr.write(`${line}\n`);

if (eventsUrl.startsWith("chdb:")) await fillChdb(eventsUrl.slice("chdb:".length), set, until, log);
else await fillPostgres(eventsUrl, set, until, log);
const accounts = await makeSites(accountsUrl, set);
const sealSeconds = await sealAll(eventsUrl, accounts, log);
await accounts.close();
process.stdout.write(`${JSON.stringify({ until, sealSeconds })}\n`);
process.exit(0);
