/** How precisely an instance can locate visitors: not at all, by country, or by region and city too. */
export const PLACES_KNOWN = ["none", "country", "city"] as const;
export type PlacesKnown = (typeof PLACES_KNOWN)[number];

/** Reply of `GET /api/v1/capabilities`: what depends on how the instance was installed. */
export interface Capabilities {
  /** Depends on the installed geo database. The country of a browser's time zone is known without one. */
  readonly places: PlacesKnown;
}
