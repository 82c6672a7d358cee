import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalEventId, newEventId } from "./event-id.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe("canonicalEventId", () => {
  it.each([
    {
      what: "a UUID stays itself",
      id: "0190163d-8694-739b-aea5-966c26f8ad91",
      is: "0190163d-8694-739b-aea5-966c26f8ad91",
    },
    {
      what: "upper case is lowered",
      id: "0190163D-8694-739B-AEA5-966C26F8AD91",
      is: "0190163d-8694-739b-aea5-966c26f8ad91",
    },
    // The example of the ULID specification.
    {
      what: "a ULID keeps its bits",
      id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
      is: "01563e3a-b5d3-d676-4c61-efb99302bd5b",
    },
    {
      what: "also in lower case",
      id: "01arz3ndektsv4rrffq69g5fav",
      is: "01563e3a-b5d3-d676-4c61-efb99302bd5b",
    },
    {
      what: "the largest ULID fits",
      id: "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
      is: "ffffffff-ffff-ffff-ffff-ffffffffffff",
    },
  ])("$what", ({ id, is }) => {
    expect(canonicalEventId(id)).toBe(is);
  });

  it.each([
    "order-17",
    "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "01ARZ3NDEKTSV4RRFFQ69G5FAU",
    "x",
    "0190163d8694739baea5966c26f8ad91",
    "é👍",
  ])("makes a UUIDv8 of %j, from the text alone", (id) => {
    const made = canonicalEventId(id);
    expect(made).toMatch(UUID);
    expect(made[14]).toBe("8");
    expect("89ab").toContain(made[19]);
    expect(made.slice(0, 8)).toBe(createHash("sha256").update(id).digest("hex").slice(0, 8));
    expect(canonicalEventId(id)).toBe(made);
  });

  it("gives other text another id: two orders never become one event", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        fc.pre(a.toLowerCase() !== b.toLowerCase());
        expect(canonicalEventId(a)).not.toBe(canonicalEventId(b));
        expect(canonicalEventId(a)).toMatch(UUID);
      }),
    );
  });
});

describe("newEventId", () => {
  it("is a UUIDv7 of the moment", () => {
    const now = Date.now() + 86_400_000;
    const id = newEventId(now);
    expect(id).toMatch(UUID);
    expect(id[14]).toBe("7");
    expect("89ab").toContain(id[19]);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
  });

  it("rises strictly within a millisecond, past 4096 of them, and when the clock is set back an hour", () => {
    const now = Date.now() + 2 * 86_400_000;
    const ids = [
      ...Array.from({ length: 10_000 }, () => newEventId(now)),
      ...Array.from({ length: 100 }, () => newEventId(now - 3_600_000)),
      newEventId(now + 60_000),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });
});
