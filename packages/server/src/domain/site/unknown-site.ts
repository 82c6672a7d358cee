/** A name that events were sent under and that is no site's. */
export interface UnknownSite {
  readonly name: string;
  readonly events: number;
  /** Epoch ms. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Somebody said that it is to stay unknown. */
  readonly ignored: boolean;
}

/** Events of an unknown name since they were last noted. */
export type UnknownEvents = Omit<UnknownSite, "ignored">;

/** Strangers send any number of names: those that were quiet for longest make room. */
export const MAX_UNKNOWN_SITES = 1000;
