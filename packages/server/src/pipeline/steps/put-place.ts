import type { GeoPrecision } from "@millrace/protocol";
import { NO_PLACE, type Place } from "../../domain/event/facts.ts";
import { OK, type Step } from "../../domain/event/step.ts";
import { countryOfTimeZone } from "../../domain/time-zone/time-zone-country.ts";
import type { Geo } from "../../ports/geo.ts";
import type { Intake } from "../subject.ts";

/**
 * Fills in the place of the address, as precisely as the site allows. Fallback for an address that the database does
 * not know, such as one of a home or an office: the country of the browser's time zone.
 */
export function createPutPlace({ geo }: { geo: Geo }): Step<Intake> {
  return function putPlace(intake) {
    if (intake.known === null) return OK;
    intake.known.place ??= geo.locate(intake.sender.ip);
    const place = intake.known.place.country === "" ? placeOfTimeZone(intake) : intake.known.place;
    intake.place = coarsen(place, intake.site.geoPrecision);
    return OK;
  };
}

/** Not cached with the visitor: the time zone comes with each event. */
function placeOfTimeZone({ payload }: Intake): Place {
  const country = countryOfTimeZone(payload.timezone);
  return country === "" ? NO_PLACE : { ...NO_PLACE, country };
}

/** Returns the place as precisely as the site allows. */
export function coarsen(place: Place, precision: GeoPrecision): Place {
  if (precision === "city") return place;
  if (precision === "region") return { ...place, city: "" };
  return precision === "country" ? { country: place.country, region: "", city: "" } : NO_PLACE;
}
