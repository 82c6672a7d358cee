import { BADGE_METRICS } from "@millrace/protocol";
import { defineEndpoints } from "../../serve/endpoint.ts";
import { pathParameter, queryParameter, replies, text } from "../../serve/openapi.ts";

export const BADGE_RANGES = [
  "day",
  "7d",
  "28d",
  "30d",
  "91d",
  "month",
  "6mo",
  "12mo",
  "year",
  "all",
] as const;

/** Pictures with a figure of a site, for pages elsewhere. */
export const BADGES = defineEndpoints({
  badge: {
    access: "shared",
    role: "api",
    shareIn: "path:slug",
    // A badge tells a figure of the chart.
    reportIn: "always:overview",
    method: "GET",
    path: "/api/v1/shares/:slug/badge.svg",
    openapi: {
      tag: "Share links",
      summary: "Returns a badge with a site's visitors or page views",
      description:
        "For a link without a password whose cards include `chart`. At most five minutes old. Fewer visitors than the site's `share_threshold` are shown as less than that.",
      parameters: [
        pathParameter("slug", "Last part of the link's address.", "k3J8cVq0T1m5Zy7RbWn2Xg"),
        queryParameter("metric", "What it counts. Default: visitors.", { schema: { enum: BADGE_METRICS } }),
        queryParameter("date_range", "Default: 30d.", { schema: { enum: BADGE_RANGES } }),
        queryParameter("label", "Text on its left, at most 40 characters. Default: the metric."),
      ],
      replies: replies(text("image/svg+xml"), "The picture", 400, 401, 403, 404, 429, 503),
    },
  },
});
