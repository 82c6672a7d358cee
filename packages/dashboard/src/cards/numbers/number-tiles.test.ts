import type { Figure, ReportReply } from "@millrace/protocol";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { renderInEnglish } from "../../i18n/render-in-english.ts";
import { NumberTile, type NumberTileProps, NumberTiles } from "./number-tiles.tsx";

const METRICS = ["visitors", "bounce_rate", "total_revenue"] as const;

interface Compared {
  readonly change: Figure[];
  readonly significant?: boolean[];
}

function reply(now: Figure[], before: Figure[], { change, significant }: Compared): ReportReply {
  const comparison = {
    dimensions: [],
    metrics: before,
    change,
    significant: significant ?? now.map(() => true),
  };
  return {
    results: [{ dimensions: [], metrics: now, comparison }],
    meta: { revenue_currency: "USD" },
    query: { metrics: METRICS },
  } as never;
}

const render = (more: Pick<NumberTileProps, "metric" | "reply"> & Partial<NumberTileProps>) =>
  renderInEnglish(
    createElement(NumberTile, {
      group: "",
      name: "",
      isRunning: false,
      isChosen: false,
      onChoose() {},
      ...more,
    }),
  );

const DROPPED = reply([40, 50, 12.5], [1000, 37.8, 10], { change: [-96, 12.2, 25] });

describe("NumberTile", () => {
  it("writes the change of a rate in points, and of a count in percent", async () => {
    expect(await render({ metric: "bounce_rate", reply: DROPPED })).toContain("↑ 12.2 pp</span>");
    expect(await render({ metric: "visitors", reply: DROPPED })).toContain("↓ 96%</span>");
  });

  it("does not call a period bad that is not over, and says that it is not", async () => {
    const over = await render({ metric: "visitors", reply: DROPPED });
    expect(over).toMatch(/data-mood="worse" title="1,000"/);
    const running = await render({ metric: "visitors", reply: DROPPED, isRunning: true });
    expect(running).toMatch(/data-mood="same" title="1,000 · the period is not over yet"/);
    expect(running).toMatch(/<span[^>]*>, the period is not over yet<\/span>/);
  });

  it.each(["visitors", "bounce_rate", "total_revenue"] as const)(
    "leaves a change of %s grey that may be chance, and says so",
    async (metric) => {
      const significant = [false, false, false];
      const chance = reply([990, 37.9, 10.1], [1000, 37.8, 10], { change: [-1, 0.1, 1], significant });
      expect(await render({ metric, reply: chance })).toMatch(
        /data-mood="same" title="[^"]+ · may be chance"/,
      );
    },
  );

  it("has no figure where nothing is known, and no change of it", async () => {
    const nothing = reply([0, null, null], [10, 37.8, 10], { change: [-100, null, null] });
    expect(await render({ metric: "bounce_rate", reply: nothing })).toMatch(/<span[^>]*title="–"/);
    expect(await render({ metric: "bounce_rate", reply: nothing })).not.toContain("pp");
  });

  it("writes revenue in the currency of the reply", async () => {
    const html = await render({ metric: "total_revenue", reply: DROPPED });
    expect(html).toContain('title="$12.50"');
    expect(html).toContain('title="$10.00"');
  });
});

describe("NumberTiles", () => {
  it.each([
    { isPlaceholderData: true, isDimmed: true },
    { isPlaceholderData: false, isDimmed: false },
  ])("dims what another view's numbers are: $isPlaceholderData", async ({ isPlaceholderData, isDimmed }) => {
    const query = { data: DROPPED, isPlaceholderData };
    const html = await renderInEnglish(
      createElement(NumberTiles, {
        query,
        metrics: METRICS,
        nameOf: (metric) => metric,
        isRunning: false,
        chosen: "visitors",
        onChoose() {},
      }),
    );
    expect(/class="[^"]*stale[^"]*" role="radiogroup"/.test(html)).toBe(isDimmed);
  });
});
