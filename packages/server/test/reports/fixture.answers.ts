import type { Dimension, Figure, Filter, Metric } from "@millrace/protocol";

/**
 * What is to be answered about fixture.data.ts, worked out by hand, from these facts of its visits:
 *
 * | visit | begins      | facts            | entry, exit         | views | events | seconds | bounce | revenue   | visitors |
 * |-------|-------------|------------------|---------------------|-------|--------|---------|--------|-----------|----------|
 * | K     | 28 23:59    | german, news     | /docs, /docs        | 1     | 1      | 0       | yes    |           | 91       |
 * | J     | 08 20:00    | polish, direct   | /, /                | 1     | 1      | 0       | yes    |           | 81       |
 * | A     | 09 09:00    | german, search   | /, /pricing         | 2     | 3      | 720     |        | 49.90 EUR | 11       |
 * | B     | 09 09:42    | german, direct   | /docs, /            | 2     | 2      | 1799    |        |           | 11       |
 * | C     | 09 12:00    | polish, mail     | /, /                | 1     | 2      | 20      | yes    |           | 21       |
 * | D     | 09 15:00    | unknown          | /pricing, /pricing  | 1     | 2      | 5       |        |           | 31       |
 * | E     | 10 08:00    | american, direct | /a, /pricing        | 3     | 4      | 360     |        | 10.05 EUR | 41       |
 * | F     | 10 23:50    | german, direct   | /, /pricing         | 2     | 2      | 86520   |        |           | 51, 52   |
 * | H     | 11 14:00    | american, ads    | /pricing, /pricing  | 1     | 2      | 120     |        | 20 USD    | 61       |
 * | I     | 11 16:00    | unknown          | none                | 0     | 1      | 0       |        |           | 71       |
 * | L     | 11 18:00    | polish, search   | /docs, /docs        | 3     | 4      | 130     |        |           | 72       |
 * | G     | 12 00:05    | german, direct   | /docs, /docs        | 1     | 1      | 0       | yes    |           | 53       |
 * | M     | 12 00:31    | american, direct | /pricing, /pricing  | 1     | 2      | 1       |        |           | 73       |
 *
 * Without a visit: X, six counted page views (five of /, one of /docs/api; german, no source), and Y, seven seconds of
 * attention to /pricing. All: 13 visitors, 13 visits, 25 page views, 33 events, 4 bounces, 89675 seconds.
 */
export interface Table {
  readonly metrics: readonly Metric[];
  readonly dimensions: readonly Dimension[];
  readonly filters?: readonly Filter[];
  /** Labels of the dimensions, then figures of the metrics, in the default order. */
  readonly rows: readonly (readonly (string | Figure)[])[];
}

type Figures = readonly Figure[];

const BY_VISIT: readonly Metric[] = [
  ...(["visitors", "visits", "pageviews", "events", "views_per_visit", "bounce_rate"] as const),
  ...(["visit_duration", "total_revenue", "average_revenue", "percentage"] as const),
];
const BY_EVENT: readonly Metric[] = [
  ...([
    "visitors",
    "visits",
    "pageviews",
    "events",
    "total_revenue",
    "average_revenue",
    "percentage",
  ] as const),
];

// Figures of BY_VISIT, of the visits named.
const EVERYTHING: Figures = [13, 13, 25, 33, 1.46, 30.8, 6898.1, null, null, 100];
const GERMAN: Figures = [5, 5, 14, 15, 1.6, 40, 17807.8, 49.9, 49.9, 38.5]; // K A B F G, X
const POLISH: Figures = [3, 3, 5, 7, 1.67, 66.7, 50, 0, null, 23.1]; // J C L
const AMERICAN: Figures = [3, 3, 5, 8, 1.67, 0, 160.3, null, null, 23.1]; // E H M
const UNKNOWN: Figures = [2, 2, 1, 3, 0.5, 0, 2.5, 0, null, 15.4]; // D I
const C: Figures = [1, 1, 1, 2, 1, 100, 20, 0, null, 7.7];
const D: Figures = [1, 1, 1, 2, 1, 0, 5, 0, null, 7.7];
const E: Figures = [1, 1, 3, 4, 3, 0, 360, 10.05, 10.05, 7.7];
const G_AND_M: Figures = [2, 2, 2, 3, 1, 50, 0.5, 0, null, 15.4];
const H: Figures = [1, 1, 1, 2, 1, 0, 120, 20, 20, 7.7];
const I: Figures = [1, 1, 0, 1, 0, 0, 0, 0, null, 7.7];
const J: Figures = [1, 1, 1, 1, 1, 100, 0, 0, null, 7.7];
const K: Figures = J;
const X: Figures = [0, 0, 6, 6, null, null, null, 0, null, 0];
const GOOGLE: Figures = [3, 3, 6, 9, 2, 0, 323.3, null, null, 23.1]; // A H L
const ALL_BUT_H_AND_C: Figures = [11, 11, 23, 29, 1.55, 27.3, 8139.5, 59.95, 29.98, 84.6];
const ALL_BUT_H: Figures = [12, 12, 24, 31, 1.5, 33.3, 7462.9, 59.95, 29.98, 92.3];
/** A page view of a visit that began before. */
const LATER_VIEW: Figures = [1, 0, 1, 1, null, null, null, 0, null, 7.7];

/** A dimension that tells the four kinds of visitors apart. */
function byKind(dimension: Dimension, german: string, polish: string, american: string): Table {
  const tied: Table["rows"] = [
    [polish, ...POLISH],
    [american, ...AMERICAN],
  ];
  const rows = [[german, ...GERMAN], ...(polish < american ? tied : [...tied].reverse())];
  return { metrics: BY_VISIT, dimensions: [dimension], rows: [...rows, ["(not set)", ...UNKNOWN]] };
}

const DAYS: Table["rows"] = [
  ["2026-02-28", ...K],
  ["2026-03-08", ...J],
  ["2026-03-09", 3, 4, 6, 9, 1.5, 25, 636, 49.9, 49.9, 23.1], // A B C D
  ["2026-03-10", 2, 2, 10, 11, 2.5, 0, 43440, 10.05, 10.05, 15.4], // E F X
  ["2026-03-11", 4, 3, 5, 8, 1.33, 0, 83.3, 20, 20, 30.8], // H I L, the rest of F
  ["2026-03-12", ...G_AND_M],
];

export const FIXTURE_ANSWERS: readonly Table[] = [
  { metrics: BY_VISIT, dimensions: [], rows: [EVERYTHING] },

  byKind("visit:country", "DE", "PL", "US"),
  byKind("visit:country_name", "Germany", "Poland", "United States"),
  byKind("visit:region", "DE-BE", "PL-14", "US-NY"),
  byKind("visit:city", "Berlin", "Warszawa", "New York"),
  byKind("visit:city_name", "Berlin", "Warszawa", "New York"),
  byKind("visit:language", "de-DE", "pl-PL", "en-US"),
  byKind("visit:screen", "1920x1080", "412x915", "1440x900"),
  byKind("visit:browser", "Firefox", "Chrome", "Safari"),
  byKind("visit:browser_version", "149", "140", "18"),
  byKind("visit:os", "Linux", "Android", "macOS"),
  byKind("visit:os_version", "6", "16", "15"),
  {
    metrics: BY_VISIT,
    dimensions: ["visit:device"],
    rows: [
      ["desktop", 8, 8, 19, 23, 1.63, 25, 11190, null, null, 61.5],
      ["mobile", ...POLISH],
      ["(not set)", ...UNKNOWN],
    ],
  },

  {
    metrics: BY_VISIT,
    dimensions: ["visit:source"],
    rows: [
      ["Direct / None", 9, 8, 17, 21, 1.38, 25, 11085.6, 10.05, 10.05, 69.2], // B D E F G I J M, X
      ["Google", ...GOOGLE],
      ["news.example", ...K],
      ["newsletter", ...C],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:referrer"],
    rows: [
      ["Direct / None", 10, 9, 18, 23, 1.33, 33.3, 9856.1, 10.05, 10.05, 76.9], // as above, and C
      ["google.com/search", ...GOOGLE],
      ["news.example/a", ...K],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:channel"],
    rows: [
      ["Direct", 7, 6, 10, 12, 1.67, 33.3, 14780, 10.05, 10.05, 53.8], // B E F G J M
      ["(not set)", 2, 2, 7, 9, 0.5, 0, 2.5, 0, null, 15.4], // D I, X
      ["Organic Search", 2, 2, 5, 7, 2.5, 0, 425, 49.9, 49.9, 15.4], // A L
      ["Email", ...C],
      ["Paid Search", ...H],
      ["Referral", ...K],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:utm_source"],
    rows: [
      ["(not set)", ...ALL_BUT_H_AND_C],
      ["google", ...H],
      ["newsletter", ...C],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:utm_medium"],
    rows: [
      ["(not set)", ...ALL_BUT_H_AND_C],
      ["cpc", ...H],
      ["email", ...C],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:utm_campaign"],
    rows: [
      ["(not set)", ...ALL_BUT_H_AND_C],
      ["spring", 2, 2, 2, 4, 1, 50, 70, 20, 20, 15.4], // C H
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:utm_content"],
    rows: [
      ["(not set)", ...ALL_BUT_H],
      ["banner", ...H],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["visit:utm_term"],
    rows: [
      ["(not set)", ...ALL_BUT_H],
      ["shoes", ...H],
    ],
  },

  {
    metrics: BY_VISIT,
    dimensions: ["visit:entry_page"],
    rows: [
      ["/", 5, 4, 6, 8, 1.5, 50, 21815, 49.9, 49.9, 38.5], // J A C F
      ["/docs", 4, 4, 7, 8, 1.75, 50, 482.3, 0, null, 30.8], // K B L G
      ["/pricing", 3, 3, 3, 6, 1, 0, 42, 20, 20, 23.1], // D H M
      ["(not set)", 1, 1, 6, 7, 0, 0, 0, 0, null, 7.7], // I, X
      ["/a", ...E],
    ],
  },
  {
    // The exit rate is by page. Pages where no visit ended have nothing else, and therefore no row.
    metrics: [...BY_VISIT, "exit_rate"],
    dimensions: ["visit:exit_page"],
    rows: [
      ["/pricing", 7, 6, 10, 15, 1.67, 0, 14621, null, null, 53.8, 100], // A D E F H M
      ["/", 3, 3, 4, 5, 1.33, 66.7, 606.3, 0, null, 23.1, 30], // J B C
      ["/docs", 3, 3, 5, 6, 1.67, 66.7, 43.3, 0, null, 23.1, 60], // K L G
      ["(not set)", 1, 1, 6, 7, 0, 0, 0, 0, null, 7.7, null], // I, X
    ],
  },

  {
    // Views per visit, bounce rate and duration are of the visits that entered there.
    metrics: [...BY_VISIT, "time_on_page", "scroll_depth", "exit_rate"],
    dimensions: ["event:page"],
    rows: [
      ["/pricing", 6, 6, 6, 11, 1, 0, 42, null, null, 46.2, 13.7, 85, 100],
      ["/", 4, 5, 10, 11, 1.5, 50, 21815, 0, null, 30.8, 7.4, 45, 30],
      ["/docs", 4, 4, 5, 6, 1.75, 50, 482.3, 0, null, 30.8, 0.4, null, 60],
      ["(not set)", 1, 1, 0, 1, null, null, null, 0, null, 7.7, null, null, null],
      ["/a", 1, 1, 1, 1, 3, 0, 360, 0, null, 7.7, null, null, 0],
      ["/b", 1, 1, 1, 1, null, null, null, 0, null, 7.7, null, null, 0],
      ["/docs/api", 1, 1, 2, 2, null, null, null, 0, null, 7.7, null, null, 0],
    ],
  },
  {
    metrics: BY_EVENT,
    dimensions: ["event:name"],
    rows: [
      ["pageview", 12, 12, 25, 25, 0, null, 92.3],
      ["signup", 3, 3, 0, 3, 59.95, 29.98, 23.1],
      ["(not set)", 1, 1, 0, 1, 0, null, 7.7],
      ["download", 1, 1, 0, 1, 0, null, 7.7],
      ["purchase", 1, 1, 0, 1, 20, 20, 7.7],
      ["rate", 1, 1, 0, 1, 0, null, 7.7],
      ["scrolled", 1, 1, 0, 1, 0, null, 7.7],
    ],
  },
  {
    metrics: BY_EVENT,
    dimensions: ["event:hostname"],
    rows: [
      ["example.com", 9, 9, 18, 24, null, null, 69.2],
      ["docs.example.com", 4, 4, 7, 8, 0, null, 30.8],
      ["(not set)", 1, 1, 0, 1, 0, null, 7.7],
    ],
  },
  {
    metrics: BY_EVENT,
    dimensions: ["event:props:plan"],
    rows: [
      ["(not set)", 13, 13, 25, 28, 0, null, 100],
      ["pro", 3, 3, 0, 3, null, null, 23.1],
      ["free", 2, 2, 0, 2, 0, null, 15.4],
    ],
  },
  {
    metrics: [...BY_EVENT, "conversion_rate", "group_conversion_rate"],
    dimensions: ["event:goal"],
    rows: [
      ["See prices", 6, 6, 6, 6, 0, null, 46.2, 46.2, 46.2],
      ["Read docs", 4, 4, 7, 7, 0, null, 30.8, 30.8, 30.8],
      ["Signup", 3, 3, 0, 3, 59.95, 29.98, 23.1, 23.1, 23.1],
      ["Buy there", 1, 1, 0, 1, 20, 20, 7.7, 7.7, 7.7],
    ],
  },

  { metrics: BY_VISIT, dimensions: ["time:day"], rows: DAYS },
  { metrics: BY_VISIT, dimensions: ["time"], rows: DAYS },
  {
    metrics: BY_VISIT,
    dimensions: ["time:week"],
    rows: [
      ["2026-02-23", ...K],
      ["2026-03-02", ...J],
      ["2026-03-09", 11, 11, 23, 31, 1.55, 18.2, 8152.3, null, null, 84.6],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["time:month"],
    rows: [
      ["2026-02-01", ...K],
      ["2026-03-01", 12, 12, 24, 32, 1.5, 25, 7472.9, null, null, 92.3],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["time:hour"],
    rows: [
      ["2026-02-28 23:00:00", ...K],
      ["2026-03-08 20:00:00", ...J],
      ["2026-03-09 09:00:00", 1, 2, 3, 4, 2, 0, 1259.5, 49.9, 49.9, 7.7], // A, B begins
      ["2026-03-09 10:00:00", ...LATER_VIEW],
      ["2026-03-09 12:00:00", ...C],
      ["2026-03-09 15:00:00", ...D],
      ["2026-03-10 08:00:00", ...E],
      ["2026-03-10 10:00:00", ...X],
      ["2026-03-10 23:00:00", 1, 1, 1, 1, 2, 0, 86520, 0, null, 7.7], // F begins
      ["2026-03-11 00:00:00", ...LATER_VIEW],
      ["2026-03-11 14:00:00", ...H],
      ["2026-03-11 16:00:00", ...I],
      ["2026-03-11 18:00:00", 1, 1, 3, 4, 3, 0, 130, 0, null, 7.7], // L
      ["2026-03-12 00:00:00", ...G_AND_M],
    ],
  },
  {
    metrics: BY_VISIT,
    dimensions: ["time:minute"],
    rows: [
      ["2026-02-28 23:59:00", ...K],
      ["2026-03-08 20:00:00", ...J],
      ["2026-03-09 09:00:00", 1, 1, 1, 1, 2, 0, 720, 0, null, 7.7],
      ["2026-03-09 09:10:00", ...LATER_VIEW],
      ["2026-03-09 09:12:00", 1, 0, 0, 1, null, null, null, 49.9, 49.9, 7.7],
      ["2026-03-09 09:42:00", 1, 1, 1, 1, 2, 0, 1799, 0, null, 7.7],
      ["2026-03-09 10:11:00", ...LATER_VIEW],
      ["2026-03-09 12:00:00", ...C],
      ["2026-03-09 15:00:00", ...D],
      ["2026-03-10 08:00:00", 1, 1, 2, 2, 3, 0, 360, 0, null, 7.7],
      ["2026-03-10 08:05:00", ...LATER_VIEW],
      ["2026-03-10 08:06:00", 1, 0, 0, 1, null, null, null, 10.05, 10.05, 7.7],
      ["2026-03-10 10:00:00", ...X],
      ["2026-03-10 23:50:00", 1, 1, 1, 1, 2, 0, 86520, 0, null, 7.7],
      ["2026-03-11 00:10:00", ...LATER_VIEW],
      ["2026-03-11 14:00:00", 1, 1, 1, 1, 1, 0, 120, 0, null, 7.7],
      ["2026-03-11 14:02:00", 1, 0, 0, 1, null, null, null, 20, 20, 7.7],
      ["2026-03-11 16:00:00", ...I],
      ["2026-03-11 18:00:00", 1, 1, 1, 1, 3, 0, 130, 0, null, 7.7],
      ["2026-03-11 18:01:00", ...LATER_VIEW],
      ["2026-03-11 18:02:00", 1, 0, 1, 2, null, null, null, 0, null, 7.7],
      ["2026-03-12 00:05:00", 1, 1, 1, 1, 1, 100, 0, 0, null, 7.7],
      ["2026-03-12 00:31:00", 1, 1, 1, 2, 1, 0, 1, 0, null, 7.7],
    ],
  },

  ...attentionToPrices(),
  ...signups(),
];

/** The metrics that need a page, by what they can be asked by besides. */
function attentionToPrices(): Table[] {
  const metrics: Metric[] = ["visitors", "visits", "time_on_page", "scroll_depth"];
  const filters: Filter[] = [["is", "event:page", ["/pricing"]]];
  return [
    { metrics, filters, dimensions: [], rows: [[6, 6, 13.7, 85]] },
    {
      metrics,
      filters,
      dimensions: ["visit:country"],
      rows: [
        ["US", 3, 3, null, null],
        ["DE", 2, 2, 37.5, 85],
        ["(not set)", 1, 1, 7, null], // Y is no visit, so it has no depth.
      ],
    },
    {
      metrics,
      filters,
      dimensions: ["time:day"],
      rows: [
        ["2026-03-09", 2, 2, 22.5, 90],
        ["2026-03-10", 1, 2, 7, null], // F began here and came to the page later.
        ["2026-03-11", 2, 1, 15, 80],
        ["2026-03-12", 1, 1, null, null],
      ],
    },
  ];
}

/** The metrics that need a goal. */
function signups(): Table[] {
  const metrics: Metric[] = ["visitors", "percentage", "conversion_rate", "group_conversion_rate"];
  const filters: Filter[] = [["is", "event:goal", ["Signup"]]];
  return [
    { metrics, filters, dimensions: [], rows: [[3, 100, 23.1, 23.1]] },
    { metrics, filters, dimensions: ["event:page"], rows: [["/pricing", 3, 100, 23.1, 50]] },
    {
      metrics,
      filters,
      dimensions: ["visit:country"],
      rows: [
        ["US", 2, 66.7, 15.4, 66.7],
        ["DE", 1, 33.3, 7.7, 20],
      ],
    },
    {
      metrics,
      filters,
      dimensions: ["time:day"],
      rows: [
        ["2026-03-09", 1, 33.3, 7.7, 33.3],
        ["2026-03-10", 1, 33.3, 7.7, 50],
        ["2026-03-12", 1, 33.3, 7.7, 50],
      ],
    },
    {
      metrics: ["visitors", "conversion_rate", "group_conversion_rate"],
      dimensions: ["event:goal", "visit:country"],
      rows: [
        ["Read docs", "DE", 3, 23.1, 60],
        ["See prices", "US", 3, 23.1, 100],
        ["See prices", "DE", 2, 15.4, 40],
        ["Signup", "US", 2, 15.4, 66.7],
        ["Buy there", "US", 1, 7.7, 33.3],
        ["Read docs", "PL", 1, 7.7, 33.3],
        ["See prices", "(not set)", 1, 7.7, 50],
        ["Signup", "DE", 1, 7.7, 20],
      ],
    },
  ];
}
