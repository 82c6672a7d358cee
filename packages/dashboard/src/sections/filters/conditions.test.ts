import type { Filter } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { conditionsOf, filtersOf, toOperator } from "./conditions.ts";

const A: Filter = ["is", "event:page", ["/a"]];
const B: Filter = ["contains", "visit:source", ["goo"], { case_sensitive: false }];

describe("the filter editor", () => {
  it.each([
    { what: "nothing", filters: [] },
    { what: "conditions that must all be met", filters: [A, B] },
    { what: "any of them", filters: [["or", [A, B]]] },
  ] satisfies { what: string; filters: Filter[] }[])("gives back what it was given: $what", ({ filters }) => {
    const { conditions, match, others } = conditionsOf(filters);
    expect([...others, ...filtersOf(conditions, match)]).toEqual(filters);
  });

  it("leaves nested filters as they are", () => {
    const nested: Filter = ["not", ["and", [A, B]]];
    const { conditions, others } = conditionsOf([nested, A]);
    expect(others).toEqual([nested]);
    expect(conditions).toHaveLength(1);
  });

  it.each([
    { to: "is", folds: false },
    { to: "is_not", folds: false },
    { to: "matches", folds: true },
  ] as const)("ignores case after a change to $to only where that can be seen: $folds", ({ to, folds }) => {
    const [condition] = conditionsOf([B]).conditions;
    expect({ ...condition, ...toOperator(to) }).toMatchObject({ operator: to, foldCase: folds });
  });

  it("leaves out a condition without a value, and a property without a name", () => {
    const empty = { operator: "is", dimension: "event:page", values: [], foldCase: false } as const;
    const unnamed = { operator: "is", dimension: "event:props:", values: ["a"], foldCase: false } as const;
    expect(filtersOf([empty, unnamed], "all")).toEqual([]);
  });
});
