/** An agent, and how other systems name what they read of it. */
export interface AgentNames {
  readonly userAgent: string;
  /** Umami's columns `browser`, `os` and `device`. */
  readonly umami: { readonly browser: string; readonly os: string; readonly device: string };
  /** GoatCounter's columns `Browser` and `System`. */
  readonly goatcounter: { readonly browser: string; readonly system: string };
}

const agent = (
  userAgent: string,
  [browser, os, device]: readonly [string, string, string],
  [name, system]: readonly [string, string],
): AgentNames => ({ userAgent, umami: { browser, os, device }, goatcounter: { browser: name, system } });

const CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko)";
const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

export const AGENTS: readonly AgentNames[] = [
  agent(
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROMIUM} Chrome/142.0.0.0 Safari/537.36`,
    ["chrome", "Windows 10", "desktop"],
    ["Chrome 142", "Windows 10"],
  ),
  agent(
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROMIUM} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    ["edge-chromium", "Windows 10", "laptop"],
    ["Edge 142", "Windows 10"],
  ),
  agent(
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    ["firefox", "Linux", "laptop"],
    ["Firefox 145", "Linux"],
  ),
  agent(
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Version/18.5 Safari/605.1.15`,
    ["safari", "Mac OS", "laptop"],
    ["Safari 18.5", "macOS 10.15"],
  ),
  agent(
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1`,
    ["ios", "iOS", "mobile"],
    ["Safari 18.5", "iOS 18.5"],
  ),
  agent(
    `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1`,
    ["ios", "iOS", "tablet"],
    ["Safari 18.5", "iOS 18.5"],
  ),
  agent(
    `Mozilla/5.0 (Linux; Android 10; K) ${CHROMIUM} Chrome/142.0.0.0 Mobile Safari/537.36`,
    ["chrome", "Android OS", "mobile"],
    ["Chrome 142", "Android 10"],
  ),
  agent(
    `Mozilla/5.0 (Linux; Android 10; K) ${CHROMIUM} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ["samsung", "Android OS", "mobile"],
    ["Samsung Browser 28", "Android 10"],
  ),
  agent(
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROMIUM} Chrome/142.0.0.0 Safari/537.36`,
    ["chrome", "Chrome OS", "laptop"],
    ["Chrome 142", "Chrome OS 14541.0"],
  ),
  agent(
    "Mozilla/5.0 (X11; OpenBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0",
    ["firefox", "Open BSD", "desktop"],
    ["Firefox 145", "OpenBSD"],
  ),
];
