import type { Envelope } from "../../domain/event/envelope.ts";
import type { Intake } from "../subject.ts";

/** Returns what leaves the edge. There is no field here for an address or a User-Agent. */
export function toEnvelope(intake: Intake): Envelope {
  const { payload } = intake;
  return {
    id: intake.id,
    siteId: intake.site.id,
    visitorId: intake.visitorId,
    userId: intake.userId,
    name: payload.name,
    timestamp: intake.timestamp,
    receivedAt: intake.sender.receivedAt,
    count: payload.count,
    clamped: intake.clamped,
    hostname: intake.hostname,
    path: intake.path,
    title: payload.title,
    referrer: intake.referrer,
    utm: intake.utm,
    place: intake.place,
    agent: intake.agent,
    screen: payload.screen,
    language: payload.language,
    timezone: payload.timezone,
    props: payload.props,
    revenue: payload.revenue,
    previousVisitorId: intake.previousVisitorId,
    clickId: intake.clickId,
    engagedMs: payload.engagedMs,
    scrollDepth: payload.scrollDepth,
    interactive: payload.interactive,
  };
}
