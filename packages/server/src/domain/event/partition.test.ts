import { describe, expect, it } from "vitest";
import { partitionOf } from "./partition.ts";

describe("partitionOf", () => {
  it.each([
    { site: 1, key: "18446744073709551615", partitions: 1, is: 0 },
    { site: 1, key: "/docs", partitions: 8, is: 0 },
    { site: 42, key: "7", partitions: 16, is: 4 },
  ])("puts $key of site $site into $is of $partitions, in every release", ({ site, key, partitions, is }) => {
    expect(partitionOf(site, key, partitions)).toBe(is);
  });

  it("spreads visitors evenly and keeps each in one place", () => {
    const counts = new Array<number>(8).fill(0);
    for (let visitor = 0; visitor < 8000; visitor++) {
      const partition = partitionOf(1, String(visitor * 2_654_435_761), 8);
      expect(partitionOf(1, String(visitor * 2_654_435_761), 8)).toBe(partition);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(800);
  });
});
