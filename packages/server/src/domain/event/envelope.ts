/**
 * An accepted event at rest in the queue. It has no field for an address or a raw User-Agent: those end
 * at intake. Empty strings and zeros mean unknown.
 */
export interface Envelope {
  /** Canonical UUID, lower case. */
  readonly id: string;
  readonly siteId: number;
  /** Unsigned 64-bit integer as decimal text; "0" when the event has no visitor. */
  readonly visitorId: string;
  /** Keyed hash of the client's own user id, as decimal text; "0" when none was given. */
  readonly userId: string;
  /** `pageview` or the name of a custom event. */
  readonly name: string;
  /** Epoch ms, UTC. */
  readonly timestamp: number;
  /** Epoch ms, UTC. */
  readonly receivedAt: number;
  /** How many equal page views this stands for: 1, but for counted page views. */
  readonly count: number;
  /** The client's timestamp lay in the future and was set to receivedAt. */
  readonly clamped: boolean;
  readonly hostname: string;
  readonly path: string;
  readonly title: string;
  /** Host and path of the page that led here, without its query; "" when internal or direct. */
  readonly referrer: string;
  readonly utm: Utm;
  readonly place: Place;
  readonly agent: Agent;
  readonly screen: string;
  readonly language: string;
  readonly timezone: string;
  readonly props: Readonly<Record<string, string>>;
  readonly revenue: Revenue | null;
  /**
   * Who the visitor was on the local date before, so that a visit goes on across midnight; "0" but for events of a
   * date's first half hour.
   */
  readonly previousVisitorId: string;
  /** Name of the advertiser's click parameter in the page's URL (`gclid`), never its value; "" when none. */
  readonly clickId: string;
  /** Milliseconds for which the page was looked at since the last such report. */
  readonly engagedMs: number;
  /** How far down the page was seen, in percent of its height, 1 to 100. */
  readonly scrollDepth: number;
  /** Somebody did something: a visit with such an event is no bounce. Page views aside, false only where its sender says so. */
  readonly interactive: boolean;
}

export interface Utm {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly content: string;
  readonly term: string;
}

/** Where an address is, as far as the site allows: ISO 3166-1 country, ISO 3166-2 region, city name. */
export interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

/** What a User-Agent says. */
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
