import type { GeoPrecision } from "@millrace/protocol";
import { NO_PLACE, type Place } from "../../domain/envelope.ts";
import { OK, type Step } from "../../domain/step.ts";
import type { Geo } from "../../ports/geo.ts";
import type { Intake } from "../subject.ts";

/** The place of the address, as precise as the site allows. */
export function createPutPlace({ geo }: { geo: Geo }): Step<Intake> {
  return function putPlace(intake) {
    if (intake.known === null) return OK;
    intake.known.place ??= geo.locate(intake.sender.ip);
    intake.place = coarsen(intake.known.place, intake.site.geoPrecision);
    return OK;
  };
}

/** The place as precise as the site allows. */
export function coarsen(place: Place, precision: GeoPrecision): Place {
  if (precision === "city") return place;
  if (precision === "region") return { ...place, city: "" };
  return precision === "country" ? { country: place.country, region: "", city: "" } : NO_PLACE;
}
