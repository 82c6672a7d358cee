/** Where visitors of the demo site come from. Weights are relative. */
export interface DemoSource {
  readonly weight: number;
  /** Host and path of the page that led here; "" for none. */
  readonly referrer: string;
  readonly utm?: { readonly source: string; readonly medium: string; readonly campaign: string };
  /** Where they land, by path. */
  readonly landing: Readonly<Record<string, number>>;
  /** Above 1: more of them leave at once than on average. */
  readonly haste: number;
}

export const HACKER_NEWS: DemoSource = {
  weight: 5,
  referrer: "news.ycombinator.com/item",
  landing: { "/blog/kill-9-and-what-is-left": 7, "/blog/a-queue-on-a-laptop": 3, "/": 1 },
  haste: 1.12,
};

const FROM_SEARCH = {
  "/": 5,
  "/docs": 4,
  "/docs/api": 3,
  "/docs/quick-start": 4,
  "/blog/how-we-count-visitors": 5,
  "/blog/sessions-without-cookies": 4,
  "/docs/events": 2,
  "/docs/faq": 2,
  "/pricing": 2,
  "/blog/zipf-is-everywhere": 1.5,
  "/docs/self-hosting": 2,
};

export const SOURCES: readonly DemoSource[] = [
  {
    weight: 34,
    referrer: "",
    landing: { "/": 16, "/docs": 5, "/pricing": 3, "/docs/api": 2, "/changelog": 2, "/careers": 1 },
    haste: 0.85,
  },
  { weight: 27, referrer: "www.google.com/", landing: FROM_SEARCH, haste: 1 },
  HACKER_NEWS,
  { weight: 5, referrer: "duckduckgo.com/", landing: FROM_SEARCH, haste: 0.95 },
  {
    weight: 4,
    referrer: "www.reddit.com/r/selfhosted",
    landing: { "/docs/self-hosting": 6, "/": 3, "/blog/a-queue-on-a-laptop": 2 },
    haste: 1.08,
  },
  {
    weight: 5,
    referrer: "github.com/millrace/millrace",
    landing: { "/docs": 6, "/docs/quick-start": 5, "/changelog": 2, "/": 2 },
    haste: 0.7,
  },
  { weight: 3, referrer: "www.bing.com/", landing: FROM_SEARCH, haste: 1.05 },
  {
    weight: 4,
    referrer: "chatgpt.com/",
    landing: { "/docs/quick-start": 4, "/docs/api": 3, "/docs/self-hosting": 2, "/pricing": 2 },
    haste: 0.8,
  },
  {
    weight: 2,
    referrer: "www.linkedin.com/",
    landing: { "/customers": 3, "/careers": 3, "/about": 2 },
    haste: 1.1,
  },
  { weight: 1.5, referrer: "lobste.rs/", landing: { "/blog/kill-9-and-what-is-left": 1 }, haste: 1.02 },
  {
    weight: 4,
    referrer: "",
    utm: { source: "newsletter", medium: "email", campaign: "monthly" },
    landing: { "/changelog": 5, "/blog/how-we-count-visitors": 3, "/features": 2 },
    haste: 0.6,
  },
  {
    weight: 3,
    referrer: "www.google.com/",
    utm: { source: "google", medium: "cpc", campaign: "brand" },
    landing: { "/": 3, "/pricing": 4 },
    haste: 0.75,
  },
  {
    weight: 2,
    referrer: "www.google.com/",
    utm: { source: "google", medium: "cpc", campaign: "alternatives" },
    landing: { "/features": 4, "/pricing": 2 },
    haste: 1.2,
  },
];

/** Somebody who comes back the same day mostly types the address, or has it open still. */
export const COMES_BACK: DemoSource = {
  weight: 1,
  referrer: "",
  landing: { "/": 5, "/docs": 4, "/pricing": 4, "/docs/quick-start": 2, "/docs/api": 2 },
  haste: 0.65,
};
