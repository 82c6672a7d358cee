import { type Envelope, NO_AGENT, NO_PLACE, NO_UTM } from "../../domain/event/envelope.ts";

/** What nobody knows of an imported page view. It counts as received when it happened, so that a second import makes the same row. */
export function blankEnvelope(id: string, siteId: number, timestamp: number): Envelope {
  return {
    id,
    siteId,
    visitorId: "0",
    userId: "0",
    name: "pageview",
    timestamp,
    receivedAt: timestamp,
    count: 1,
    clamped: false,
    hostname: "",
    path: "",
    title: "",
    referrer: "",
    utm: NO_UTM,
    place: NO_PLACE,
    agent: NO_AGENT,
    screen: "",
    language: "",
    timezone: "",
    props: {},
    revenue: null,
    previousVisitorId: "0",
    clickId: "",
    engagedMs: 0,
    scrollDepth: 0,
    interactive: true,
  };
}
