import type { Envelope } from "../../domain/event/envelope.ts";
import { NO_UTM } from "../../domain/event/facts.ts";
import type { Site } from "../../domain/site/site.ts";
import { type ReadPage, readPage } from "../rows/read-page.ts";
import { readPlace } from "../rows/read-place.ts";

/** The scheme of a referrer that is a campaign's name. */
export const CAMPAIGN = "c";

export interface Hit {
  /** "" for an event. */
  readonly path: string;
  readonly referrer: string;
  readonly scheme: string;
}

/** Page and arrival of a hit. A campaign is the source: its parameter is not told. */
export function pageOfHit({ path, referrer, scheme }: Hit, site: Site, hostname: string): ReadPage {
  const isCampaign = scheme === CAMPAIGN;
  const campaign = { ...NO_UTM, source: isCampaign ? referrer : "" };
  return readPage({ hostname, path, campaign, referrer: isCampaign ? "" : referrer }, site);
}

/** `US` or `US-TX`. */
export function placeOfHit(location: string): Envelope["place"] {
  const [country = "", region = ""] = location.split("-", 2);
  return readPlace(country, region, "");
}
