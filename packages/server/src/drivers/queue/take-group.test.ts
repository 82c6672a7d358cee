import { expect, it } from "vitest";
import { takeGroup } from "./take-group.ts";

it.each([
  { sizes: [], taken: 0, description: "nobody waits" },
  { sizes: [4, 6, 1], taken: 2, description: "up to the limit, exactly reached" },
  { sizes: [4, 7], taken: 1, description: "never beyond it" },
  { sizes: [11, 1], taken: 1, description: "alone when it is larger than the limit: it would wait for ever" },
])("takes $taken of the requests $sizes of 10: $description", ({ sizes, taken }) => {
  const requests = sizes.map((size) => ({ batch: Array.from({ length: size }) }));
  const inOrder = [...requests];
  expect(takeGroup(requests, 10)).toEqual(inOrder.slice(0, taken));
  expect(requests).toEqual(inOrder.slice(taken));
});
