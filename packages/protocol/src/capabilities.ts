/** What an instance can tell of a place: nothing, its country, or its region and city too. */
export const PLACES_KNOWN = ["none", "country", "city"] as const;
export type PlacesKnown = (typeof PLACES_KNOWN)[number];

/** Reply of `GET /api/v1/capabilities`: what depends on how an instance was installed. */
export interface Capabilities {
  /** By the geo database that is installed. The country of a browser's time zone is known without one. */
  readonly places: PlacesKnown;
}
