import { describe, expect, it } from "vitest";
import { createNumberFormat } from "../../format/number.ts";
import type { Texts } from "../../i18n/use-texts.tsx";
import { type Comparison, changeCell } from "./table-columns.ts";

const TEXTS = { t: (key: string) => key, numbers: createNumberFormat("en") } as unknown as Texts;

const compared = (change: number | null, isSignificant: boolean): Comparison => ({
  dimensions: [],
  metrics: [100],
  change: [change],
  significant: [isSignificant],
});

describe("the change of a row", () => {
  it.each([
    { change: -40, isSignificant: true, shown: "↓ 40%", mood: "worse" },
    { change: -4, isSignificant: false, shown: "↓ 4%", mood: "same" },
    { change: 60, isSignificant: true, shown: "↑ 60%", mood: "better" },
  ])("is coloured where it is more than chance: $change, $isSignificant", ({ shown, mood, ...given }) => {
    const comparison = compared(given.change, given.isSignificant);
    expect(changeCell("visitors", comparison, 0, undefined, TEXTS)).toMatchObject({ shown, mood });
  });

  it("is none where nothing was before", () => {
    expect(changeCell("visitors", compared(null, false), 0, undefined, TEXTS)).toEqual({ shown: "" });
    expect(changeCell("visitors", undefined, 0, undefined, TEXTS)).toEqual({ shown: "" });
  });
});
