import type { SiteOverview } from "@millrace/protocol";
import type { FastifyInstance } from "fastify";
import type { Log } from "../../ports/log.ts";
import { createAnswer, ok } from "../serve/answer.ts";

export interface SitesOverviewDeps {
  readonly sitesOverview: () => Promise<readonly SiteOverview[]>;
  readonly log: Log;
}

/** Not below `/api/v1/sites/`, where a site may have any name. For an edge that hands it on, too. */
export const SITES_OVERVIEW_ROUTE = {
  method: "GET",
  url: "/api/v1/sites-overview",
  access: "reader",
} as const;

/** `GET /api/v1/sites-overview`: all sites with their visitors of the last 24 hours. */
export function sitesOverviewRoute(server: FastifyInstance, { sitesOverview, log }: SitesOverviewDeps): void {
  const { url, access } = SITES_OVERVIEW_ROUTE;
  const answer = createAnswer({ log });
  server.get(
    url,
    { config: { access } },
    answer(async () => ok({ sites: await sitesOverview() })),
  );
}
