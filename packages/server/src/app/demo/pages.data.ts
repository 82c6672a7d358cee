/** A page of the demo site. */
export interface DemoPage {
  readonly path: string;
  /** How often readers come to it from another page, against the others. */
  readonly weight: number;
  /** Share of those who landed here that look at nothing else. */
  readonly bounce: number;
  /** Share of the others that leave from here. */
  readonly leave: number;
  /** Seconds that it is looked at, on average. */
  readonly seconds: number;
  /** What it leads to directly: shares of those who go on. The rest go anywhere, by weight. */
  readonly leads?: Readonly<Record<string, number>>;
  /** Share of those on it who follow a link to another site. */
  readonly outbound?: number;
}

export const SIGN_UP_PAGE = "/signup";
export const CHECKOUT_PAGE = "/checkout";
export const QUICK_START_PAGE = "/docs/quick-start";

/** Blogs are read and left, documentation is browsed, few who see the prices leave at once. */
export const PAGES: readonly DemoPage[] = [
  {
    path: "/",
    weight: 14,
    bounce: 0.41,
    leave: 0.3,
    seconds: 32,
    leads: { "/pricing": 0.2, "/features": 0.2, "/docs": 0.12 },
  },
  {
    path: "/pricing",
    weight: 12,
    bounce: 0.31,
    leave: 0.39,
    seconds: 55,
    leads: { [SIGN_UP_PAGE]: 0.2, [CHECKOUT_PAGE]: 0.025 },
  },
  {
    path: "/features",
    weight: 8,
    bounce: 0.38,
    leave: 0.3,
    seconds: 48,
    leads: { "/pricing": 0.34, [SIGN_UP_PAGE]: 0.06 },
  },
  {
    path: "/docs",
    weight: 9,
    bounce: 0.25,
    leave: 0.21,
    seconds: 25,
    leads: { [QUICK_START_PAGE]: 0.32, "/docs/api": 0.2, "/docs/events": 0.12 },
  },
  {
    path: QUICK_START_PAGE,
    weight: 6,
    bounce: 0.43,
    leave: 0.33,
    seconds: 120,
    leads: { "/docs/events": 0.24, "/docs/self-hosting": 0.2 },
    outbound: 0.06,
  },
  { path: "/docs/api", weight: 4, bounce: 0.57, leave: 0.42, seconds: 95, leads: { "/docs/events": 0.3 } },
  { path: "/docs/events", weight: 3, bounce: 0.54, leave: 0.42, seconds: 80, leads: { "/docs/api": 0.3 } },
  { path: "/docs/self-hosting", weight: 3, bounce: 0.48, leave: 0.45, seconds: 140, outbound: 0.12 },
  { path: "/docs/faq", weight: 2, bounce: 0.63, leave: 0.45, seconds: 60, leads: { "/pricing": 0.15 } },
  { path: "/blog/how-we-count-visitors", weight: 3, bounce: 0.78, leave: 0.6, seconds: 150, outbound: 0.05 },
  {
    path: "/blog/kill-9-and-what-is-left",
    weight: 3,
    bounce: 0.84,
    leave: 0.57,
    seconds: 190,
    outbound: 0.08,
  },
  { path: "/blog/sessions-without-cookies", weight: 2, bounce: 0.81, leave: 0.62, seconds: 165 },
  { path: "/blog/a-queue-on-a-laptop", weight: 1.5, bounce: 0.86, leave: 0.6, seconds: 175, outbound: 0.07 },
  { path: "/blog/zipf-is-everywhere", weight: 1, bounce: 0.86, leave: 0.62, seconds: 130 },
  { path: "/changelog", weight: 3, bounce: 0.5, leave: 0.45, seconds: 42, leads: { "/features": 0.2 } },
  { path: "/customers", weight: 2.5, bounce: 0.46, leave: 0.36, seconds: 45, leads: { "/pricing": 0.3 } },
  { path: "/about", weight: 2, bounce: 0.55, leave: 0.52, seconds: 35, leads: { "/careers": 0.2 } },
  { path: "/contact", weight: 1.4, bounce: 0.59, leave: 0.62, seconds: 40 },
  { path: "/careers", weight: 1.2, bounce: 0.68, leave: 0.6, seconds: 70, outbound: 0.1 },
  { path: "/legal/privacy", weight: 0.8, bounce: 0.66, leave: 0.45, seconds: 55 },
  // Nobody comes to these but by a link that leads to them.
  {
    path: SIGN_UP_PAGE,
    weight: 0,
    bounce: 0.57,
    leave: 0.45,
    seconds: 50,
    leads: { [QUICK_START_PAGE]: 0.55, [CHECKOUT_PAGE]: 0.14 },
  },
  { path: CHECKOUT_PAGE, weight: 0, bounce: 0.57, leave: 0.62, seconds: 75, leads: { "/docs": 0.4 } },
];

export const OUTBOUND_LINKS: readonly { weight: number; url: string }[] = [
  { weight: 9, url: "https://github.com/millrace/millrace" },
  { weight: 5, url: "https://clickhouse.com/docs" },
  { weight: 4, url: "https://redis.io/docs/latest" },
  { weight: 3, url: "https://www.postgresql.org/docs" },
  { weight: 2, url: "https://en.wikipedia.org/wiki/Zipf%27s_law" },
  { weight: 1, url: "https://jobs.example/millrace" },
];

/** What is bought, by the month. A year costs ten months. */
export const PLANS: readonly { weight: number; plan: string; monthly: number }[] = [
  { weight: 60, plan: "starter", monthly: 9 },
  { weight: 30, plan: "team", monthly: 29 },
  { weight: 10, plan: "business", monthly: 99 },
];

/** What somebody signs up for before anything is bought. */
export const SIGN_UPS: readonly { weight: number; plan: string }[] = [
  { weight: 70, plan: "free" },
  { weight: 22, plan: "starter" },
  { weight: 8, plan: "team" },
];
