import { querySchema } from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replyOf } from "./oracle-reply.ts";
import { placeEvents } from "./oracle-visits.ts";
import { histories, questions } from "./random.ts";

/** Of what is made at random some is dull: how much is said of the same sample each time. */
const SAMPLE = { numRuns: 60, seed: 20_261_130 };

describe("random histories and queries", () => {
  it("have an answer, always", () => {
    fc.assert(
      fc.property(questions, ({ history: { site, events, now }, queries }) => {
        for (const query of queries) {
          expect(querySchema.safeParse(query).error).toBeUndefined();
          const { results, meta } = replyOf(query, site, events, now);
          expect(results.length).toBeLessThanOrEqual(meta.total_rows ?? 0);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("are about something: most answers have rows, most histories a visit across midnight", () => {
    const asked = fc.sample(questions, SAMPLE);
    const replies = asked.flatMap(({ history: { site, events, now }, queries }) =>
      queries.map((query) => replyOf(query, site, events, now).meta.total_rows ?? 0),
    );
    expect(replies.filter((rows) => rows > 1).length).toBeGreaterThan(replies.length / 3);
    const crossing = fc
      .sample(histories, SAMPLE)
      .filter(({ events, site }) =>
        placeEvents(events, site.timezone).some(({ visit, event }) =>
          visit?.events.some((other) => other.event.visitorId !== event.visitorId),
        ),
      );
    expect(crossing.length).toBeGreaterThan(30);
  });

  it("ask for the same whatever the order of arrival", () => {
    fc.assert(
      fc.property(questions, ({ history: { site, events, now }, queries }) => {
        for (const query of queries) {
          expect(replyOf(query, site, [...events].reverse(), now)).toEqual(replyOf(query, site, events, now));
        }
      }),
      { numRuns: 10 },
    );
  });
});
