import { LRUCache } from "lru-cache";
import { NO_PLACE, type Place } from "../../domain/envelope.ts";
import type { GeoPrecision } from "../../domain/site.ts";
import { OK, type Step } from "../../domain/step.ts";
import type { Geo } from "../../ports/geo.ts";
import type { Intake } from "../subject.ts";

const REMEMBERED = 20_000;

/** The place of the address, as precise as the site allows. Remembered by fingerprint, never by address. */
export function createPutPlace({ geo }: { geo: Geo }): Step<Intake> {
  const known = new LRUCache<string, Place>({ max: REMEMBERED });
  return function putPlace(intake) {
    if (intake.fingerprint === "") return OK;
    let place = known.get(intake.fingerprint);
    if (place === undefined) {
      place = geo.locate(intake.sender.ip);
      known.set(intake.fingerprint, place);
    }
    intake.place = coarsen(place, intake.site.geoPrecision);
    return OK;
  };
}

function coarsen(place: Place, precision: GeoPrecision): Place {
  if (precision === "city") return place;
  if (precision === "region") return { ...place, city: "" };
  return precision === "country" ? { country: place.country, region: "", city: "" } : NO_PLACE;
}
