import { describe, expect, it } from "vitest";
import { NOON } from "../../../test/build/build-envelope.ts";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { DAY, MINUTE } from "../../domain/time.ts";
import { settleTimestamp } from "./settle-timestamp.ts";

const YEAR = 365 * DAY;

describe("settleTimestamp", () => {
  it.each([
    { what: "none: when it was received", timestamp: null, at: NOON, clamped: false },
    { what: "the client's", timestamp: NOON - 7 * DAY, at: NOON - 7 * DAY, clamped: false },
    {
      what: "a clock just within 5 minutes ahead",
      timestamp: NOON + 5 * MINUTE,
      at: NOON + 5 * MINUTE,
      clamped: false,
    },
    { what: "a clock further ahead", timestamp: NOON + 5 * MINUTE + 1, at: NOON, clamped: true },
    { what: "a clock in the next century", timestamp: NOON + 100 * YEAR, at: NOON, clamped: true },
  ])("takes $what", ({ timestamp, at, clamped }) => {
    const intake = buildIntake({ payload: { timestamp } });
    expect(settleTimestamp(intake)).toBe("ok");
    expect(intake).toMatchObject({ timestamp: at, clamped });
  });

  it.each([
    { retentionDays: 30, timestamp: NOON - 30 * DAY, result: "ok" },
    { retentionDays: 30, timestamp: NOON - 30 * DAY - 1, result: { drop: "too_old" } },
    { retentionDays: 0, timestamp: 0, result: "ok" },
  ])("with $retentionDays days kept, $timestamp is $result", ({ retentionDays, timestamp, result }) => {
    expect(settleTimestamp(buildIntake({ payload: { timestamp }, site: { retentionDays } }))).toEqual(result);
  });
});
