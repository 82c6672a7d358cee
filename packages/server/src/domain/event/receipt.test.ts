import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeReceipt, encodeDroppedReceipt, encodeReceipt } from "./receipt.ts";

describe("receipt", () => {
  it.each([
    { places: [[0, 17]], receipt: "0:17" },
    {
      places: [
        [0, 17],
        [0, 18],
        [0, 19],
      ],
      receipt: "0:17-19",
    },
    {
      places: [
        [2, 5],
        [0, 19],
        [0, 17],
        [0, 18],
      ],
      receipt: "0:17-19,2:5",
    },
    {
      places: [
        [0, 1],
        [0, 3],
      ],
      receipt: "0:1,0:3",
    },
    {
      places: [
        [0, 4],
        [0, 4],
        [0, 5],
      ],
      receipt: "0:4-5",
    },
    { places: [], receipt: "" },
  ])("of $places is $receipt", ({ places, receipt }) => {
    expect(encodeReceipt(places.map(([partition = 0, position = 0]) => ({ partition, position })))).toBe(
      receipt,
    );
  });

  it("leads back to exactly the places it was made of", () => {
    const place = fc.record({ partition: fc.nat(1023), position: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1 }), (places) => {
        const decoded = decodeReceipt(encodeReceipt(places));
        const keys = new Set<string>();
        for (const { partition, first, last } of decoded !== null && "ranges" in decoded
          ? decoded.ranges
          : []) {
          for (let position = first; position <= last; position++) keys.add(`${partition}:${position}`);
        }
        expect(keys).toEqual(new Set(places.map(({ partition, position }) => `${partition}:${position}`)));
      }),
    );
  });

  it("names why all was dropped", () => {
    expect(decodeReceipt(encodeDroppedReceipt("bot"))).toEqual({ dropped: "bot" });
  });

  it.each([
    "",
    "0",
    "0:",
    ":1",
    "0:1-",
    "0:9-3",
    "0:1;0:2",
    "0:-1",
    "0:1.5",
    "a:b",
    "0:1,",
    "0:1 ",
    "999999:1",
    `0:${"9".repeat(16)}`,
  ])("refuses %j", (text) => {
    expect(decodeReceipt(text)).toBeNull();
  });
});
