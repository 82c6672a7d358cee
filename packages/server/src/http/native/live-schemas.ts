import { z } from "zod";

const integer = z.int().min(0);
const liveRows = z.array(z.tuple([z.string(), integer])).describe("Values and their visitors");

export const liveEvent = z.object({
  at: integer.describe("Epoch milliseconds"),
  name: z.string(),
  page: z.string(),
  source: z.string(),
  country: z.string(),
  city: z.string(),
  device: z.string(),
  browser: z.string(),
});

/** What the live WebSocket of a site sends. */
export const liveMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    stream: z.string(),
    total: integer,
    missed: integer.nullable().describe("Events since the place in `after`; null: nobody knows"),
  }),
  z.object({
    type: z.literal("snapshot"),
    current_visitors: integer.describe("Of the last five minutes"),
    minutes: z
      .array(z.object({ label: z.string(), visitors: integer, pageviews: integer }))
      .describe("The last 30 minutes, in the site's zone"),
    pages: liveRows,
    sources: liveRows,
    countries: liveRows,
    present: z.object({
      connected: integer.describe("Visitors with an open connection: exact"),
      estimated: integer.describe("Visitors of the last five minutes who had none"),
      pages: liveRows.describe("Where the connected ones are"),
    }),
  }),
  z.object({
    type: z.literal("events"),
    count: integer.describe("Events that were stored, those left out of the sample included"),
    total: integer.describe("Events since the stream began"),
    events: z.array(liveEvent),
  }),
  z.object({
    type: z.literal("session_end"),
    session: z.string().describe("Opaque"),
    at: integer.describe("Epoch milliseconds at which the last connection closed"),
  }),
]);
