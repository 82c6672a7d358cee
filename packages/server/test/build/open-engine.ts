import type { Query, QueryReply } from "@millrace/protocol";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../src/domain/site/site.ts";
import type { EventStore } from "../../src/ports/event-store.ts";
import { createRunQuery } from "../../src/query/run-query.ts";
import type { AskOptions } from "../reports/run-cases.ts";

/** Asks the whole engine about one site of a store. */
export function askEngine(
  store: Pick<EventStore, "query" | "countRows" | "firstEventAt">,
  siteId: number,
  query: Query,
  { timezone, goals, segments = {}, now }: AskOptions,
): Promise<QueryReply> {
  const site: Site = {
    ...DEFAULT_SITE_SETTINGS,
    id: siteId,
    name: query.site_id,
    timezone,
    teamId: null,
    key: Buffer.alloc(32),
  };
  return createRunQuery({
    store,
    clock: { now: () => now },
    find: async () => site,
    goalsOf: async () => goals.map((goal, index) => ({ ...goal, id: index + 1, siteId })),
    segmentsOf: async (_, ids) =>
      ids.flatMap((id) => {
        const filters = segments[id];
        return filters === undefined ? [] : [{ id, siteId, name: `segment ${id}`, filters }];
      }),
  })(query);
}
