// The edge up to one of its layers, each of which answers as the whole does: what every layer adds to an event's cost.
//   node edge-up-to.mjs reply | validate | steps | encode
import { createServer } from "node:http";
import { encodeEnvelope } from "../../packages/server/dist/domain/event/envelope-codec.js";
import { DEFAULT_SITE_SETTINGS } from "../../packages/server/dist/domain/site/site.js";
import { isDeclaredBot } from "../../packages/server/dist/drivers/agents/bots.js";
import { openAgents } from "../../packages/server/dist/drivers/agents/index.js";
import { openGeo } from "../../packages/server/dist/drivers/geo/index.js";
import { createEdgeMeter } from "../../packages/server/dist/drivers/meter/prometheus.js";
import { NATIVE } from "../../packages/server/dist/http/native/endpoints.js";
import { createEventHandlers } from "../../packages/server/dist/http/native/events.js";
import { Doors } from "../../packages/server/dist/http/serve/doors.js";
import { createClientAddress } from "../../packages/server/dist/http/serve/guard/client-address.js";
import { createIntake } from "../../packages/server/dist/pipeline/intake.js";
import { SITE } from "../visits.mjs";

const RESULT = {
  id: "01a20784-b1db-704a-a5b0-ea15f7eac84a",
  dropped: null,
  accepted: { partition: 0, position: 12_345, duplicate: false },
};
const REPLY = { accepted: 1, dropped: [], ids: [RESULT.id], receipt: "0:12345" };

const clock = { now: Date.now };
const { meter } = createEdgeMeter();

const LAYERS = {
  reply: async () => async () => ({ status: 202, body: REPLY }),
  validate: async () => createEventHandlers(async (payloads) => payloads.map(() => RESULT)).takeEvents,
  steps: async () => createEventHandlers(await intakeTo(() => {})).takeEvents,
  encode: async () =>
    createEventHandlers(await intakeTo((envelope) => JSON.stringify(encodeEnvelope(envelope)))).takeEvents,
};

/** Every step of intake, before a queue that keeps nothing and answers once in a turn of the event loop. */
async function intakeTo(encode) {
  let requests = [];
  /** @type {any} */
  const queue = {
    publish(batch) {
      for (const { envelope } of batch) encode(envelope);
      return new Promise((resolve) => {
        requests.push(() => resolve(batch.map(() => RESULT.accepted)));
        if (requests.length === 1) setImmediate(answerAll);
      });
    },
  };
  function answerAll() {
    const answers = requests;
    requests = [];
    for (const answer of answers) answer();
  }
  const site = { ...DEFAULT_SITE_SETTINGS, id: 1, name: SITE, teamId: null, key: Buffer.alloc(32, 1) };
  const salt = Buffer.alloc(16, 1);
  return createIntake({
    queue,
    sites: { findForEvent: () => site, hintFor: () => "" },
    salts: { saltOf: () => salt },
    geo: await openGeo(null),
    agents: await openAgents(),
    isBot: isDeclaredBot,
    isDataCenter: () => false,
    partitions: 1,
    meter,
    trace: { follow: () => null, event: () => {}, failed: () => {} },
    passCrashPoint: () => {},
    onBroken: (error) => {
      throw error;
    },
  });
}

const doors = new Doors({
  clock,
  log: console,
  meter,
  clientAddress: createClientAddress(["127.0.0.1"]),
  ingestKey: async () => null,
  guard: () => null,
});
doors.open({ api: NATIVE, endpoint: NATIVE.endpoints.takeEvents }, await LAYERS[process.argv[2]]());
const listen = doors.listen((_request, response) => response.writeHead(404).end());
const server = createServer(listen);
server.listen(0, "127.0.0.1", () =>
  process.stdout.write(`port ${/** @type {import("node:net").AddressInfo} */ (server.address()).port}\n`),
);
process.on("SIGTERM", () => process.exit(0));
