import { createElement } from "react";
import { expect, it } from "vitest";
import { renderInEnglish } from "../../i18n/render-in-english.ts";
import { MinuteBars } from "./minute-bars.tsx";

it("tells those who don't see the bars what they stand for", async () => {
  const minutes = [{ label: "2026-03-10 14:05:00", visitors: 3, pageviews: 1234 }];
  const html = await renderInEnglish(createElement(MinuteBars, { minutes }));
  expect(html).toContain('<th scope="row">14:05</th><td>3</td><td>1,234</td>');
  expect(html).not.toContain('role="img"');
});
