import type { Figure, ReportReply } from "@millrace/protocol";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { renderInEnglish } from "../i18n/render-in-english.ts";
import { NumberTile, type NumberTileProps, NumberTiles } from "./number-tiles.tsx";

const METRICS = ["visitors", "bounce_rate", "total_revenue"] as const;

function reply(now: Figure[], before: Figure[], change: Figure[], currency = "USD"): ReportReply {
  const comparison = { dimensions: [], metrics: before, change };
  return {
    results: [{ dimensions: [], metrics: now, comparison }],
    meta: { revenue_currency: currency },
    query: { metrics: METRICS },
  } as never;
}

const render = (more: Pick<NumberTileProps, "metric" | "reply"> & Partial<NumberTileProps>) =>
  renderInEnglish(
    createElement(NumberTile, { group: "", isRunning: false, isChosen: false, onChoose() {}, ...more }),
  );

const DROPPED = reply([40, 50, 12.5], [1000, 37.8, 10], [-96, 12.2, 25]);

describe("NumberTile", () => {
  it("writes the change of a rate in points, and of a count in percent", async () => {
    expect(await render({ metric: "bounce_rate", reply: DROPPED })).toContain("↑ 12.2 pp</span>");
    expect(await render({ metric: "visitors", reply: DROPPED })).toContain("↓ 96%</span>");
  });

  it("does not call a period bad that is not over, and says that it is not", async () => {
    const over = await render({ metric: "visitors", reply: DROPPED });
    expect(over).toMatch(/class="[^"]*worse[^"]*" title="1,000"/);
    const running = await render({ metric: "visitors", reply: DROPPED, isRunning: true });
    expect(running).toMatch(/class="[^"]*same[^"]*" title="1,000 · the period is not over yet"/);
    expect(running).toMatch(/<span[^>]*>, the period is not over yet<\/span>/);
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
      createElement(NumberTiles, { query, isRunning: false, chosen: "visitors", onChoose() {} }),
    );
    expect(/class="[^"]*stale[^"]*" role="radiogroup"/.test(html)).toBe(isDimmed);
  });
});
