import { describe, expect, it } from "vitest";
import { areaPath, indicesOf, linePath, lonelyOf } from "./curves.ts";

const VALUES = [1, 2, null, 4, null, 6, 7];
const x = (index: number) => index * 10;
const y = (index: number) => VALUES[index] ?? null;

describe("curves", () => {
  it("have a gap where a value is unknown, not a 0", () => {
    expect(linePath(indicesOf(VALUES), x, y)).toBe("M0,1L10,2M30,4ZM50,6L60,7");
    expect(areaPath(indicesOf(VALUES), x, y, 9).match(/M/g)).toHaveLength(3);
  });

  it("leave a value between two gaps to be drawn as a dot", () => {
    expect(lonelyOf(VALUES)).toEqual([3]);
    expect(lonelyOf([5])).toEqual([0]);
  });
});
