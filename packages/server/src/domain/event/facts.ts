/** Campaign of a visit, from the parameters of its URL. */
export interface Utm {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly content: string;
  readonly term: string;
}

/** Where an address is, as precisely as the site allows: ISO 3166-1 country, ISO 3166-2 region, city name. */
export interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

/** What a User-Agent declares. */
export interface Agent {
  readonly browser: string;
  readonly browserVersion: string;
  readonly os: string;
  readonly osVersion: string;
  /** `desktop`, `mobile`, `tablet`, `tv`, `console`, `headset` or "". */
  readonly device: string;
}

export interface Revenue {
  /** Decimal text with up to 4 places, so that no cent is lost to floating point. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

export const NO_UTM: Utm = { source: "", medium: "", campaign: "", content: "", term: "" };
export const NO_PLACE: Place = { country: "", region: "", city: "" };
export const NO_AGENT: Agent = { browser: "", browserVersion: "", os: "", osVersion: "", device: "" };
