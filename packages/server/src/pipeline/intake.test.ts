import { describe, expect, it } from "vitest";
import { NOON, uuid } from "../../test/build/build-envelope.ts";
import { buildPayload, buildSender, buildSite } from "../../test/build/build-intake.ts";
import { QUEUE_OPTIONS } from "../../test/contract/queue.contract.ts";
import { QueueBroken, QueueFull } from "../domain/errors.ts";
import type { Envelope } from "../domain/event/envelope.ts";
import { decodeEnvelope } from "../domain/event/envelope-codec.ts";
import { DAY } from "../domain/time.ts";
import { isDeclaredBot } from "../drivers/agents/bots.ts";
import { openAgents } from "../drivers/agents/index.ts";
import { openQueue } from "../drivers/queue/index.ts";
import { openState } from "../drivers/state/index.ts";
import { NO_TRACE } from "../ports/trace.ts";
import { createIntake, type IntakeDeps } from "./intake.ts";
import { createSaltCache } from "./salt-cache.ts";

const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

async function openDoor(changes: Partial<IntakeDeps> = {}, maxBytes = 2 ** 30) {
  const queue = await openQueue("memory:", { ...QUEUE_OPTIONS, maxBytes });
  const state = await openState("memory:", { guards: { fsync: true } });
  const counted: Record<string, number> = {};
  const count =
    (name: string) =>
    (by = 1) => {
      counted[name] = (counted[name] ?? 0) + by;
    };
  const takeIn = createIntake({
    queue,
    sites: {
      findForEvent: (name) => (name === "gone.example" ? null : buildSite({ name })),
      hintFor: (name) => `add ${name}`,
    },
    salts: createSaltCache({ state, clock: { now: () => NOON } }),
    geo: { name: "test", locate: () => ({ country: "DE", region: "", city: "" }) },
    agents: {
      name: "test",
      parse: () => ({ browser: "Firefox", browserVersion: "149", os: "", osVersion: "", device: "" }),
    },
    isBot: isDeclaredBot,
    isDataCenter: (ip) => ip === "198.51.100.7",
    partitions: 4,
    meter: {
      received: count("received"),
      accepted: count("accepted"),
      duplicates: count("duplicates"),
      dropped: (reason) => count(reason)(),
      refused() {},
      appendSeconds() {},
      doorSeconds() {},
      intakeSeconds() {},
      sockets() {},
    },
    trace: NO_TRACE,
    passCrashPoint() {},
    onBroken() {},
    ...changes,
  });

  async function queued(): Promise<Envelope[]> {
    const found: Envelope[] = [];
    for (let partition = 0; partition < 4; partition++) {
      const delivery = await queue.receive({
        partition,
        max: 1000,
        waitMs: 0,
        lingerMs: 0,
        signal: new AbortController().signal,
      });
      for (const message of delivery?.messages ?? [])
        if ("fields" in message) found.push(decodeEnvelope(message.fields));
    }
    return found;
  }

  return { takeIn, queue, queued, counted };
}

describe("intake", () => {
  it("brings a page view to the queue, and of its sender nothing but a hash", async () => {
    const { takeIn, queued } = await openDoor();
    const payload = buildPayload({
      url: new URL("https://example.com/pricing?utm_source=news&token=secret"),
      path: "",
      referrer: new URL("https://www.google.com/search?q=private"),
      userId: "jane",
      id: uuid(1),
    });
    const [result] = await takeIn([payload], buildSender());
    expect(result).toMatchObject({ id: uuid(1), dropped: null, accepted: { position: 1, duplicate: false } });
    const [envelope] = await queued();
    expect(envelope).toMatchObject({
      id: uuid(1),
      siteId: 1,
      path: "/pricing",
      referrer: "www.google.com/search",
      utm: { source: "news" },
      place: { country: "DE" },
      agent: { browser: "Firefox" },
      timestamp: NOON,
      receivedAt: NOON,
    });
    const text = JSON.stringify(envelope);
    for (const secret of ["203.0.113.7", "Mozilla", "secret", "private", "jane"])
      expect(text).not.toContain(secret);
  });

  it("takes the agent that an event names for the visitor's, and keeps nothing of it but what it says", async () => {
    const { takeIn, queued } = await openDoor({ agents: await openAgents() });
    const agent = "Mozilla/5.0 (X11; OpenBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0";
    const server = buildSender({ userAgent: "My Company Server/2.0" });
    await takeIn([buildPayload({ id: uuid(1), userAgent: agent })], server);
    await takeIn([buildPayload({ id: uuid(2), userAgent: `${agent} x` })], server);
    await takeIn([buildPayload({ id: uuid(3) })], buildSender({ userAgent: agent }));
    const envelopes = await queued();
    const [first, other, itself] = [1, 2, 3].map((n) => envelopes.find(({ id }) => id === uuid(n)));
    expect(first?.agent).toMatchObject({ browser: "Firefox", os: "OpenBSD", device: "desktop" });
    expect(first?.visitorId).toBe(itself?.visitorId);
    expect(first?.visitorId).not.toBe(other?.visitorId);
    expect(JSON.stringify(first)).not.toContain("Gecko");
    expect(JSON.stringify(first)).not.toContain("Company");
  });

  it("tells what became of each event of a request, in its order", async () => {
    const { takeIn, queued, counted } = await openDoor();
    const results = await takeIn(
      [
        buildPayload({ id: uuid(1) }),
        buildPayload({ site: "gone.example", id: "x" }),
        buildPayload({ timestamp: NOON - 4000 * DAY }),
        buildPayload({ id: uuid(1) }),
        buildPayload({ id: uuid(2) }),
      ],
      buildSender(),
    );
    expect(results.map(({ dropped }) => dropped)).toEqual([null, "unknown_site", "too_old", null, null]);
    expect(results.map((result) => ("accepted" in result ? result.accepted.duplicate : null))).toEqual([
      false,
      null,
      null,
      true,
      false,
    ]);
    expect((await queued()).map(({ id }) => id)).toEqual([uuid(1), uuid(2)]);
    expect(counted).toEqual({ received: 5, accepted: 2, duplicates: 1, unknown_site: 1, too_old: 1 });
  });

  it.each([
    { what: "a crawler", payload: {}, sender: { userAgent: GOOGLEBOT }, reason: "bot" },
    { what: "a server's visit", payload: {}, sender: { ip: "198.51.100.7" }, reason: "data_center" },
    {
      what: "a visit from a spammer's page",
      payload: { referrer: new URL("https://semalt.com/") },
      sender: {},
      reason: "spam_referrer",
    },
    { what: "an unknown site", payload: { site: "gone.example" }, sender: {}, reason: "unknown_site" },
    { what: "an event from before what is kept", payload: { timestamp: 0 }, sender: {}, reason: "too_old" },
  ])("drops $what under its reason and asks nothing of the queue", async ({ payload, sender, reason }) => {
    const { takeIn, queued, counted } = await openDoor();
    const [result] = await takeIn([buildPayload(payload)], buildSender(sender));
    expect(result?.dropped).toBe(reason);
    expect(await queued()).toEqual([]);
    expect(counted).toEqual({ received: 1, [reason]: 1 });
  });

  it("brings a visitor's events to one partition, and a counted page's", async () => {
    const { takeIn } = await openDoor();
    const partitionsOf = async (payloads: Parameters<typeof takeIn>[0], sender = buildSender()) =>
      new Set(
        (await takeIn(payloads, sender)).map((result) =>
          result.dropped === null ? result.accepted.partition : -1,
        ),
      );
    expect((await partitionsOf(["/a", "/b", "/c"].map((path) => buildPayload({ path })))).size).toBe(1);
    const counted = ["/a", "/a", "/a"].map((path) => buildPayload({ path, actor: "nobody" }));
    expect((await partitionsOf(counted)).size).toBe(1);
    const many = Array.from({ length: 40 }, (_, n) => buildPayload({ path: `/${n}`, actor: "nobody" }));
    expect((await partitionsOf(many)).size).toBe(4);
  });

  it("does not hold the order of steps against a counted page view: it has a count and no visitor", async () => {
    const { takeIn, queued } = await openDoor();
    await takeIn(
      [buildPayload({ path: "example.com/a?b=1", count: 7, actor: "nobody" })],
      buildSender({ userAgent: GOOGLEBOT }),
    );
    expect(await queued()).toMatchObject([
      { path: "example.com/a?b=1", count: 7, visitorId: "0", userId: "0" },
    ]);
  });

  it("passes a full queue on to its caller, who answers 503", async () => {
    const { takeIn, counted } = await openDoor({}, 1);
    await expect(takeIn([buildPayload()], buildSender())).rejects.toThrow(QueueFull);
    expect(counted).toEqual({ received: 1 });
  });

  it("reports a broken disk: nothing may be acknowledged any more", async () => {
    const broken: Error[] = [];
    const { queue } = await openDoor();
    const failing = { ...queue, publish: () => Promise.reject(new QueueBroken("EIO")) };
    const { takeIn } = await openDoor({ queue: failing, onBroken: (error) => void broken.push(error) });
    await expect(takeIn([buildPayload()], buildSender())).rejects.toThrow(QueueBroken);
    expect(broken).toHaveLength(1);
  });

  it("takes a request without events", async () => {
    const { takeIn } = await openDoor();
    expect(await takeIn([], buildSender())).toEqual([]);
  });
});
