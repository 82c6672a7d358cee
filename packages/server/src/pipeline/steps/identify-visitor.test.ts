import { describe, expect, it } from "vitest";
import { NOON } from "../../../test/build/build-envelope.ts";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { DAY, MINUTE } from "../../domain/time.ts";
import { createIdentifyVisitor } from "./identify-visitor.ts";

type Changes = Parameters<typeof buildIntake>[0];

function identified(changes: Changes = {}) {
  const intake = buildIntake(changes);
  expect(createIdentifyVisitor()(intake)).toBe("ok");
  return intake;
}

describe("identifyVisitor", () => {
  it("knows a browser by address and agent, for the day of receipt, whatever time the event names", () => {
    const { visitorId, userId } = identified();
    expect(visitorId).not.toBe("0");
    expect(userId).toBe("0");
    expect(identified({ timestamp: NOON - 3 * DAY }).visitorId).toBe(visitorId);
  });

  it.each<{ what: string; changes: Changes }>([
    { what: "under another salt", changes: { salt: Buffer.alloc(16, 9) } },
    { what: "on another site", changes: { site: { id: 2 } } },
    { what: "at another address", changes: { sender: { ip: "203.0.113.8" } } },
    { what: "with another agent", changes: { sender: { userAgent: "other" } } },
  ])("knows nobody again $what", ({ changes }) => {
    expect(identified(changes).visitorId).not.toBe(identified().visitorId);
  });

  it("counts one person with a user id on two devices once, on the day of the event in the site's zone", () => {
    const phone = identified({
      payload: { userId: "u1" },
      sender: { ip: "198.51.100.1", userAgent: "phone" },
    });
    const laptop = identified({ payload: { userId: "u1" } });
    expect(phone.visitorId).toBe(laptop.visitorId);
    expect(phone.userId).toBe(laptop.userId);
    expect(phone.userId).not.toBe("0");
    expect(phone.fingerprint).not.toBe(laptop.fingerprint);
    const nextDay = identified({ payload: { userId: "u1" }, timestamp: NOON + DAY });
    expect(nextDay.visitorId).not.toBe(laptop.visitorId);
    expect(nextDay.userId).toBe(laptop.userId);
    // 20:00 UTC is the next day in Kathmandu.
    const site = { timezone: "Asia/Kathmandu" };
    const evening = identified({ payload: { userId: "u1" }, site, timestamp: NOON + DAY / 3 });
    expect(evening.visitorId).toBe(nextDay.visitorId);
  });

  it("lets a user id lead to nobody on another site", () => {
    const here = identified({ payload: { userId: "u1" } });
    const there = identified({ payload: { userId: "u1" }, site: { id: 2, key: Buffer.alloc(32, 8) } });
    expect([there.visitorId, there.userId]).not.toEqual(expect.arrayContaining([here.visitorId]));
    expect(there.userId).not.toBe(here.userId);
  });

  it("sees nobody behind counted page views", () => {
    expect(identified({ payload: { actor: "nobody" } })).toMatchObject({
      visitorId: "0",
      userId: "0",
      fingerprint: "",
    });
  });

  describe("in the first half hour of a date", () => {
    const MIDNIGHT = NOON - DAY / 2;
    const [yesterdays, todays] = [Buffer.alloc(16, 5), Buffer.alloc(16, 1)];
    const at = (timestamp: number, changes: Changes = {}) =>
      identified({
        timestamp,
        sender: { receivedAt: timestamp },
        salt: todays,
        previousSalt: yesterdays,
        ...changes,
      });

    it("knows who the visitor was before midnight", () => {
      const before = identified({ salt: yesterdays, timestamp: MIDNIGHT - 1 });
      expect(at(MIDNIGHT).previousVisitorId).toBe(before.visitorId);
      expect(at(MIDNIGHT + 30 * MINUTE - 1).previousVisitorId).toBe(before.visitorId);
    });

    it("knows it of a user id too", () => {
      const before = identified({ payload: { userId: "u1" }, timestamp: MIDNIGHT - 1 });
      expect(at(MIDNIGHT, { payload: { userId: "u1" } }).previousVisitorId).toBe(before.visitorId);
    });

    it.each([
      { what: "later", intake: () => at(MIDNIGHT + 30 * MINUTE) },
      { what: "without the salt of that date", intake: () => identified({ timestamp: MIDNIGHT }) },
      {
        what: "of an event that is told of on a later date",
        intake: () => at(MIDNIGHT - DAY, { sender: { receivedAt: MIDNIGHT } }),
      },
    ])("knows nobody of before $what", ({ intake }) => {
      expect(intake().previousVisitorId).toBe("0");
    });
  });
});
