import type { PipelineStatus } from "@millrace/protocol";
import { createElement } from "react";
import { expect, it } from "vitest";
import { renderInEnglish } from "../../i18n/render-in-english.ts";
import { Counts } from "./counts.tsx";

const figures = async (counters: object, carried_over?: number): Promise<Record<string, number>> => {
  const all = { received: 0, duplicates: 0, dropped: {}, stored: 0, dead: 0, retries: 0, ...counters };
  const status = { counters: all, carried_over } as unknown as PipelineStatus;
  const html = await renderInEnglish(createElement(Counts, { status }));
  return Object.fromEntries(
    [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name, value]) => [
      String(name),
      Number(value?.replaceAll(",", "")),
    ]),
  );
};

it("names the backlog that was taken over, and adds up", async () => {
  const seen = await figures(
    { received: 1530, dropped: { bot: 6 }, accepted: 1524, stored: 136_620, dead: 1 },
    135_104,
  );
  expect(seen).toEqual({
    ...{ Received: 1530, "Left out on purpose": 6, Duplicates: 0, Accepted: 1524 },
    ...{ "Taken over": 135_104, Stored: 136_620, "Set aside": 1, Waiting: 7 },
  });
});

it("adds up at an older server, which names none", async () => {
  const seen = await figures({ accepted: 10, stored: 8 });
  expect([seen.Accepted, seen.Stored, seen.Waiting, "Taken over" in seen]).toEqual([10, 8, 2, false]);
});
