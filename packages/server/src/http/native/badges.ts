import { BADGE_METRICS, type BadgeMetric, type ReportReply, SHARE_HEADER } from "@millrace/protocol";
import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { ShareGuest } from "../../domain/access/actor.ts";
import { BadRequest } from "../../domain/errors.ts";
import { MINUTE } from "../../domain/time.ts";
import type { Asked } from "../../reports/report.ts";
import type { ShareLimits } from "../../reports/run/run-shared-report.ts";
import { guestOf } from "../serve/guard/guest-of.ts";
import type { Handlers } from "../serve/handlers.ts";
import { refuseUnknown } from "../serve/known-params.ts";
import { readTextParams } from "../serve/text-params.ts";
import { drawBadge } from "./draw-badge.ts";
import { BADGE_RANGES, type BADGES } from "./endpoints/badges.ts";

export interface BadgesDeps {
  readonly runSharedReport: (limits: ShareLimits, name: string, params: Asked) => Promise<ReportReply>;
}

const MAX_LABEL = 40;
const LABELS: Readonly<Record<BadgeMetric, string>> = { visitors: "visitors", pageviews: "page views" };
/** Whoever reads a page with a badge asks for it: the store is asked once a minute. */
const KEPT = { max: 1000, ttl: MINUTE };

/** Creates the handler of badges. */
export function createBadgeHandlers({ runSharedReport }: BadgesDeps): Handlers<typeof BADGES> {
  const known = new LRUCache<string, Promise<number>>(KEPT);

  function figureOf(guest: ShareGuest, metric: BadgeMetric, range: string): Promise<number> {
    const key = JSON.stringify([guest.shareId, metric, range]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const params = { site_id: guest.site.name, metrics: metric, date_range: range, compare: "none" };
    const loading = runSharedReport(guest, "overview", params).then(
      ({ results }) => results[0]?.metrics[0] ?? 0,
    );
    known.set(key, loading);
    loading.catch(() => known.delete(key));
    return loading;
  }

  return {
    async badge(request, reply) {
      const guest = guestOf(request);
      const { metric, range, label } = readBadge(request);
      const [figure, visitors] = await Promise.all([
        figureOf(guest, metric, range),
        figureOf(guest, "visitors", range),
      ]);
      const value = visitors < guest.threshold ? `< ${guest.threshold} visitors` : compact.format(figure);
      return reply
        .headers({
          "cache-control": "public, max-age=300",
          // With a pass, a link shows what it shows to nobody without one.
          vary: SHARE_HEADER,
          "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
          "cross-origin-resource-policy": "cross-origin",
        })
        .type("image/svg+xml; charset=utf-8")
        .send(drawBadge(label ?? LABELS[metric], value));
    },
  };
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

function readBadge({ query }: FastifyRequest) {
  const params = refuseUnknown(readTextParams(query), ["metric", "date_range", "label"]);
  const { metric = "visitors", date_range: range = "30d", label } = params;
  const isMetric = (BADGE_METRICS as readonly string[]).includes(metric);
  if (!isMetric) throw new BadRequest(`metric must be one of ${BADGE_METRICS.join(", ")}`);
  if (!(BADGE_RANGES as readonly string[]).includes(range))
    throw new BadRequest(`date_range must be one of ${BADGE_RANGES.join(", ")}`);
  if (
    label !== undefined &&
    (label.length > MAX_LABEL || /[\p{Cc}\uFFFE\uFFFF]/u.test(label) || !label.isWellFormed())
  )
    throw new BadRequest(`label must have at most ${MAX_LABEL} characters, and no control characters`);
  return { metric: metric as BadgeMetric, range, label };
}
