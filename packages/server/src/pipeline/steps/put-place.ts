import type { GeoPrecision } from "@millrace/protocol";
import { NO_PLACE, type Place } from "../../domain/event/facts.ts";
import { OK, type Step } from "../../domain/event/step.ts";
import { countryOfTimeZone } from "../../domain/time-zone/time-zone-country.ts";
import type { Geo } from "../../ports/geo.ts";
import type { Intake } from "../subject.ts";

/**
 * The place of the address, as precise as the site allows. Of an address that the database does not know, such as one of a home or an
 * office, the country of the browser's time zone.
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

/** It comes with each event, so it is nothing to remember of a visitor. */
function placeOfTimeZone({ payload }: Intake): Place {
  const country = countryOfTimeZone(payload.timezone);
  return country === "" ? NO_PLACE : { ...NO_PLACE, country };
}

/** The place as precise as the site allows. */
export function coarsen(place: Place, precision: GeoPrecision): Place {
  if (precision === "city") return place;
  if (precision === "region") return { ...place, city: "" };
  return precision === "country" ? { country: place.country, region: "", city: "" } : NO_PLACE;
}
