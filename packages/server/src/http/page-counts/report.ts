import type { PageHour, PageHoursQuery } from "../../query/page-hours.ts";
import { ok } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { lastValues } from "../serve/text-params.ts";
import type { PAGE_COUNTS } from "./endpoints.ts";

export interface PageReportDeps {
  readonly pageHours: (query: PageHoursQuery) => Promise<PageHour[]>;
}

/** Creates the handler for views of a page by hour. */
export const createPageReportHandlers = ({
  pageHours,
}: PageReportDeps): Handlers<typeof PAGE_COUNTS, "api"> => ({
  report: async (request) => ok({ data: await pageHours(lastValues(request.query)) }),
});
