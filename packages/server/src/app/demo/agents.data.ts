/** Browsers of the demo's visitors. */
export interface DemoAgent {
  readonly weight: number;
  readonly browser: string;
  readonly browserVersion: string;
  readonly os: string;
  readonly osVersion: string;
  readonly device: string;
  readonly screen: string;
  /** As the browser sends it; `{build}` differs from visitor to visitor. */
  readonly userAgent: string;
}

const chrome = (system: string, more = "") =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.{build}${more} Safari/537.36`;
const safari = (system: string, version: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.{build} (KHTML, like Gecko) ${version} Safari/605.1.15`;
const WINDOWS = "Windows NT 10.0; Win64; x64";
const MAC = "Macintosh; Intel Mac OS X 10_15_7";

export const AGENTS: readonly DemoAgent[] = [
  {
    weight: 28,
    browser: "Chrome",
    browserVersion: "142",
    os: "Windows",
    osVersion: "10",
    device: "desktop",
    screen: "1920x1080",
    userAgent: chrome(WINDOWS),
  },
  {
    weight: 17,
    browser: "Chrome",
    browserVersion: "142",
    os: "Android",
    osVersion: "15",
    device: "mobile",
    screen: "412x915",
    userAgent: chrome("Linux; Android 15; Pixel 9", " Mobile"),
  },
  {
    weight: 16,
    browser: "Safari",
    browserVersion: "18",
    os: "iOS",
    osVersion: "18.5",
    device: "mobile",
    screen: "390x844",
    userAgent: safari("iPhone; CPU iPhone OS 18_5 like Mac OS X", "Version/18.5 Mobile/15E148"),
  },
  {
    weight: 13,
    browser: "Chrome",
    browserVersion: "142",
    os: "macOS",
    osVersion: "",
    device: "desktop",
    screen: "1728x1117",
    userAgent: chrome(MAC),
  },
  {
    weight: 8,
    browser: "Firefox",
    browserVersion: "144",
    os: "Linux",
    osVersion: "",
    device: "desktop",
    screen: "2560x1440",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0.{build}",
  },
  {
    weight: 7,
    browser: "Safari",
    browserVersion: "18",
    os: "macOS",
    osVersion: "",
    device: "desktop",
    screen: "1512x982",
    userAgent: safari(MAC, "Version/18.5"),
  },
  {
    weight: 5,
    browser: "Microsoft Edge",
    browserVersion: "142",
    os: "Windows",
    osVersion: "10",
    device: "desktop",
    screen: "1920x1200",
    userAgent: `${chrome(WINDOWS)} Edg/142.0.0.0`,
  },
  {
    weight: 3,
    browser: "Samsung Internet",
    browserVersion: "28",
    os: "Android",
    osVersion: "14",
    device: "mobile",
    screen: "384x854",
    userAgent: `${chrome("Linux; Android 14; SM-S911B", " Mobile").replace(" Chrome/", " SamsungBrowser/28.0 Chrome/")}`,
  },
  {
    weight: 3,
    browser: "Safari",
    browserVersion: "18",
    os: "iOS",
    osVersion: "18.5",
    device: "tablet",
    screen: "820x1180",
    userAgent: safari("iPad; CPU OS 18_5 like Mac OS X", "Version/18.5 Mobile/15E148"),
  },
];
