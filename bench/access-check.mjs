// ACCESS: what finding out who sends a request and what they may do costs a process, by a sign-in's cookie on SQLite, with the
// answers cached as in a server; and without that cache, as for the first request after a change.
import { join } from "node:path";
import { createActors } from "../packages/server/dist/accounts/actors.js";
import { createLimitKeys } from "../packages/server/dist/accounts/limit-keys.js";
import { openSecrets } from "../packages/server/dist/app/secret.js";
import { openAccounts } from "../packages/server/dist/drivers/accounts/index.js";
import { createAuthorize } from "../packages/server/dist/http/serve/guard/authorize.js";
import { createReadFacts } from "../packages/server/dist/http/serve/guard/request-facts.js";
import { createRelayNotes } from "../packages/server/dist/http/serve/relay/relay-note.js";
import { makeFolder, startMillrace } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { SITE } from "./visits.mjs";

const CHECKS = 20_000;
const CHECKS_UNCACHED = 1000;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds }) {
  const dataDir = makeFolder();
  const server = await startMillrace({ dataDir, hasOwner: true });
  await server.stop();
  const accounts = await openAccounts(`sqlite:${join(dataDir, "app.db")}`);
  const secrets = await openSecrets({ secret: null, dataDir }, accounts);
  const clock = { now: Date.now };
  const bus = { publish: async () => {}, subscribe: async () => ({ close: async () => {} }) };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const actors = createActors({
    accounts,
    bus: /** @type {any} */ (bus),
    secret: secrets.sessions,
    clock,
    log,
  });
  const readFacts = createReadFacts({
    trustedProxies: [],
    boundHost: "127.0.0.1",
    publicUrl: null,
    notes: createRelayNotes(secrets.relay),
  });
  const authorize = createAuthorize({ readFacts, actors, limitKeys: createLimitKeys(clock) });
  const listed = { endpoint: { access: "site:view", role: "api", siteIn: "path:site" } };

  async function check() {
    const headers = { host: "127.0.0.1:3000", cookie: server.cookie };
    const raw = { url: `/api/v1/sites/${SITE}`, headers, socket: { remoteAddress: "127.0.0.1" } };
    const request = { raw, headers, params: { site: SITE }, query: {} };
    const refused = await authorize(/** @type {any} */ (request), /** @type {any} */ (listed));
    if (refused !== null) throw new Error(`refused: ${refused.message}`);
  }

  async function perCheck(count, before = async () => {}) {
    let took = 0;
    for (let n = 0; n < count; n++) {
      await before();
      const startedAt = performance.now();
      await check();
      took += performance.now() - startedAt;
    }
    return took / count;
  }

  await perCheck(CHECKS);
  const cached = [];
  const uncached = [];
  for (let round = 0; round < rounds; round++) {
    cached.push(await perCheck(CHECKS));
    uncached.push(await perCheck(CHECKS_UNCACHED, () => actors.changed()));
  }
  await accounts.close();
  return [
    { what: "a request's access check", of: cached, floor: { floor: { atMost: 0.2 } } },
    { what: "the same after a change of access, nothing cached", of: uncached, floor: {} },
  ].map(({ what, of, floor }) => ({
    figure: "ACCESS",
    what,
    baseline: "",
    measured: "",
    value: spreadOf(of),
    unit: "ms",
    ...floor,
  }));
}
