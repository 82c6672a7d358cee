/** A name that events were sent under and that belongs to no site. */
export interface UnknownSite {
  readonly name: string;
  readonly events: number;
  /** Epoch ms. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Somebody decided that the name stays unknown. */
  readonly ignored: boolean;
}

/** Events of an unknown name since the last ones were noted. */
export type UnknownEvents = Omit<UnknownSite, "ignored">;

/** Strangers can send any number of names. Beyond this limit, those without events for longest are removed. */
export const MAX_UNKNOWN_SITES = 1000;
