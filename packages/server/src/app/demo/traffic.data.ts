/** What the demo site is made of. Weights are relative. */
export const PAGES = [
  "/",
  "/pricing",
  "/docs",
  "/blog/how-we-count-visitors",
  "/docs/quick-start",
  "/features",
  "/blog/kill-9-and-what-is-left",
  "/changelog",
  "/docs/api",
  "/about",
  "/blog/sessions-without-cookies",
  "/docs/self-hosting",
  "/customers",
  "/contact",
  "/blog/a-queue-on-a-laptop",
  "/docs/events",
  "/careers",
  "/legal/privacy",
  "/blog/zipf-is-everywhere",
  "/docs/faq",
] as const;

export const SOURCES: readonly {
  weight: number;
  referrer: string;
  utm?: { source: string; medium: string; campaign: string };
}[] = [
  { weight: 38, referrer: "" },
  { weight: 27, referrer: "www.google.com/" },
  { weight: 8, referrer: "news.ycombinator.com/item" },
  { weight: 6, referrer: "duckduckgo.com/" },
  { weight: 5, referrer: "www.reddit.com/r/selfhosted" },
  { weight: 4, referrer: "github.com/" },
  { weight: 3, referrer: "www.bing.com/" },
  { weight: 3, referrer: "chatgpt.com/" },
  { weight: 4, referrer: "", utm: { source: "newsletter", medium: "email", campaign: "monthly" } },
  {
    weight: 2,
    referrer: "www.google.com/",
    utm: { source: "google", medium: "cpc", campaign: "spring-launch" },
  },
];

export const COUNTRIES: readonly {
  weight: number;
  country: string;
  region: string;
  city: string;
  timezone: string;
  language: string;
}[] = [
  {
    weight: 24,
    country: "US",
    region: "US-CA",
    city: "San Francisco",
    timezone: "America/Los_Angeles",
    language: "en-US",
  },
  {
    weight: 14,
    country: "DE",
    region: "DE-BE",
    city: "Berlin",
    timezone: "Europe/Berlin",
    language: "de-DE",
  },
  {
    weight: 9,
    country: "GB",
    region: "GB-ENG",
    city: "London",
    timezone: "Europe/London",
    language: "en-GB",
  },
  { weight: 8, country: "FR", region: "FR-IDF", city: "Paris", timezone: "Europe/Paris", language: "fr-FR" },
  {
    weight: 7,
    country: "IN",
    region: "IN-KA",
    city: "Bengaluru",
    timezone: "Asia/Kolkata",
    language: "en-IN",
  },
  { weight: 6, country: "PL", region: "PL-14", city: "Warsaw", timezone: "Europe/Warsaw", language: "pl-PL" },
  {
    weight: 5,
    country: "CA",
    region: "CA-ON",
    city: "Toronto",
    timezone: "America/Toronto",
    language: "en-CA",
  },
  {
    weight: 5,
    country: "NL",
    region: "NL-NH",
    city: "Amsterdam",
    timezone: "Europe/Amsterdam",
    language: "nl-NL",
  },
  {
    weight: 4,
    country: "BR",
    region: "BR-SP",
    city: "São Paulo",
    timezone: "America/Sao_Paulo",
    language: "pt-BR",
  },
  { weight: 3, country: "JP", region: "JP-13", city: "Tokyo", timezone: "Asia/Tokyo", language: "ja-JP" },
];

export const AGENTS: readonly {
  weight: number;
  browser: string;
  browserVersion: string;
  os: string;
  osVersion: string;
  device: string;
  screen: string;
}[] = [
  {
    weight: 30,
    browser: "Chrome",
    browserVersion: "142",
    os: "Windows",
    osVersion: "10",
    device: "desktop",
    screen: "1920x1080",
  },
  {
    weight: 17,
    browser: "Chrome",
    browserVersion: "142",
    os: "Android",
    osVersion: "15",
    device: "mobile",
    screen: "412x915",
  },
  {
    weight: 16,
    browser: "Safari",
    browserVersion: "18",
    os: "iOS",
    osVersion: "18.5",
    device: "mobile",
    screen: "390x844",
  },
  {
    weight: 13,
    browser: "Chrome",
    browserVersion: "142",
    os: "macOS",
    osVersion: "",
    device: "desktop",
    screen: "1728x1117",
  },
  {
    weight: 8,
    browser: "Firefox",
    browserVersion: "144",
    os: "Linux",
    osVersion: "",
    device: "desktop",
    screen: "2560x1440",
  },
  {
    weight: 7,
    browser: "Safari",
    browserVersion: "18",
    os: "macOS",
    osVersion: "",
    device: "desktop",
    screen: "1512x982",
  },
  {
    weight: 5,
    browser: "Microsoft Edge",
    browserVersion: "142",
    os: "Windows",
    osVersion: "10",
    device: "desktop",
    screen: "1920x1200",
  },
  {
    weight: 4,
    browser: "Safari",
    browserVersion: "18",
    os: "iOS",
    osVersion: "18.5",
    device: "tablet",
    screen: "820x1180",
  },
];

/** Share of a day's visits by UTC hour: nights are quiet, afternoons are not. */
export const HOURS = [
  2, 1.5, 1.2, 1, 1.2, 1.8, 3, 4.5, 6, 6.8, 7, 6.6, 6, 6.8, 7.4, 7.2, 6.6, 5.8, 5, 4.6, 4.2, 3.6, 3, 2.4,
] as const;
