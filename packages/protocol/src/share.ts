/** Cards that a share link may show, with the reports behind each. `chart` also has the totals and the badge. */
export const SHARE_CARDS = {
  chart: ["overview", "timeseries"],
  pages: ["pages", "entry-pages", "exit-pages"],
  sources: ["sources", "referrers", "channels", "campaigns"],
  places: ["countries", "regions", "cities", "languages"],
  devices: [
    "browsers",
    "operating-systems",
    "devices",
    "screens",
    "browser-versions",
    "operating-system-versions",
  ],
  events: ["events", "properties", "goals"],
  "time-of-week": ["time-of-week"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type ShareCard = keyof typeof SHARE_CARDS;

export const SHARE_CARD_NAMES = Object.keys(SHARE_CARDS) as readonly ShareCard[];

/** A share link, for those who manage it. */
export interface ShareInfo {
  readonly id: number;
  /** What it is called in lists. */
  readonly name: string;
  /** Unguessable part of its address, `/share/{slug}`. */
  readonly slug: string;
  /** Address of the page. */
  readonly url: string;
  readonly has_password: boolean;
  /** ISO 8601, UTC; null: never. */
  readonly expires_at: string | null;
  /** Null: all. */
  readonly cards: readonly ShareCard[] | null;
  /** Origins of pages that may embed it, `https://example.com`; empty: none. */
  readonly embed_origins: readonly string[];
  readonly created_at: string;
}

export interface ShareList {
  readonly shares: readonly ShareInfo[];
}

/** Body of `POST /api/v1/sites/{site}/shares`. */
export interface NewShare {
  readonly name: string;
  /** Null: everybody who has the link may look. */
  readonly password?: string | null;
  readonly expires_at?: string | null;
  readonly cards?: readonly ShareCard[] | null;
  readonly embed_origins?: readonly string[];
}

/** Body of `PATCH /api/v1/sites/{site}/shares/{id}`. What is left out stays. */
export type ShareChanges = Partial<NewShare>;

/** Reply of `GET /api/v1/shares/{slug}`: what a guest sees of a link that is open to them. */
export interface SharedView {
  readonly site: string;
  readonly timezone: string;
  readonly cards: readonly ShareCard[];
  /** Whether reports of the link accept filters. Not while small rows are summed up: filters would single them out. */
  readonly has_filters: boolean;
}

/** Body of `POST /api/v1/shares/{slug}/unlock`. */
export interface ShareUnlock {
  readonly password: string;
}

/** Reply of `POST /api/v1/shares/{slug}/unlock`. */
export interface ShareUnlocked {
  /** Sent behind the slug in `x-millrace-share`. */
  readonly pass: string;
  /** When it ends; ISO 8601, UTC. */
  readonly expires_at: string;
}

/** What a badge counts. */
export const BADGE_METRICS = ["visitors", "pageviews"] as const;
export type BadgeMetric = (typeof BADGE_METRICS)[number];
