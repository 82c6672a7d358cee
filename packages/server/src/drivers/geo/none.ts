import { NO_PLACE } from "../../domain/event/facts.ts";
import type { Geo } from "../../ports/geo.ts";

/** Used when no database is installed: every place is unknown. */
export function openNoGeo(): Geo {
  return { name: "none", locate: () => NO_PLACE };
}
