import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { type Client, createClient } from "@millrace/protocol";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import type { Victim } from "../../../server/src/app/torture/victim.ts";
import { CLI, makeInstance } from "../../../server/test/e2e/instance.ts";

/** The site with thirty days of traffic. */
export const DEMO = "demo.example";

/** A real instance, a real browser, and whoever asks the instance without the dashboard. */
export interface Dashboard {
  readonly victim: Victim;
  readonly dataDir: string;
  readonly url: string;
  readonly browser: Browser;
  readonly api: Client;
  /** A page of a browser of its own, such as another person's; it is closed after the test. */
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** Faults that the test brings about on purpose: whatever matches counts as none, until the test ends. */
  expectFaults(expected: RegExp): void;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Where the dashboard lies, unless it is the instance itself. */
  readonly at?: string;
  /** For several tests to look at: closed with the browser. */
  readonly keep?: boolean;
}

/** Starts an instance on demo data and a browser for a test file; any fault that a page reports fails the test. */
export function startDashboard({ visitors = 60 } = {}): Dashboard {
  const started = {} as { victim: Victim; dataDir: string; browser: Browser; api: Client };
  // Most of a test is waiting for two other programs; on a busy machine that is most of a minute.
  vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
  const faults: string[] = [];
  const kept = new Set<BrowserContext>();
  let expected: RegExp | null = null;

  beforeAll(async () => {
    const [instance, browser] = await Promise.all([startInstance(visitors), startBrowser()]);
    Object.assign(started, { ...instance, browser, api: createClient({ baseUrl: instance.victim.url }) });
  });

  afterEach(async () => {
    const ended = started.browser.contexts().filter((context) => !kept.has(context));
    await Promise.all(ended.map((context) => context.close()));
    const unexpected = faults.splice(0).filter((fault) => !expected?.test(fault));
    expected = null;
    expect(unexpected).toEqual([]);
  });

  afterAll(async () => {
    await started.browser?.close();
    await started.victim?.stop();
  });

  return {
    get victim() {
      return started.victim;
    },
    get dataDir() {
      return started.dataDir;
    },
    get url() {
      return started.victim.url;
    },
    get browser() {
      return started.browser;
    },
    get api() {
      return started.api;
    },
    expectFaults(pattern) {
      expected = pattern;
    },
    async open(path, { at = started.victim.url, keep = false, ...options } = {}) {
      const context = await started.browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: "en-US",
        reducedMotion: "reduce",
        ...options,
      });
      if (keep) kept.add(context);
      await context.addInitScript(measureShifts);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(`${message.text()} ${message.location().url}`);
      });
      await page.goto(at + path);
      return page;
    },
  };
}

async function startInstance(visitors: number): Promise<{ victim: Victim; dataDir: string }> {
  const { victim, dataDir } = await makeInstance({
    environment: { TRUSTED_PROXIES: "127.0.0.1" },
  });
  await promisify(execFile)(
    process.execPath,
    [CLI, "demo", "--site", DEMO, "--days", "30", "--visitors", String(visitors), "--no-start"],
    { env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" } },
  );
  victim.start();
  try {
    // Twice as long as anything that is well takes, where other things keep the machine busy.
    await victim.untilReady().catch(() => victim.untilReady());
    await victim.untilQueueEmpty(60_000);
  } catch (error) {
    await victim.stop();
    throw error;
  }
  return { victim, dataDir };
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}

/** Runs in the page: sums up how far things moved without anybody having touched anything. */
function measureShifts(): void {
  const moved = { sum: 0, what: [] as string[] };
  Object.assign(window, { moved });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as never as {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[];
    }[]) {
      if (entry.hadRecentInput) continue;
      moved.sum += entry.value;
      const where = ({ x, y, width, height }: DOMRect) => `${width}x${height} at ${x},${y}`;
      for (const { node, previousRect, currentRect } of entry.sources)
        moved.what.push(
          `${node?.nodeName}.${node?.className} ${where(previousRect)} -> ${where(currentRect)}: ${node?.textContent}`,
        );
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** How far things moved while the page came up, and which. */
export const shiftsOf = (page: Page): Promise<{ sum: number; what: string[] }> =>
  page.evaluate(() => (window as never as { moved: { sum: number; what: string[] } }).moved);

/** Waits until everything that is in sight has been answered, as far as a person could tell. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.waitForSelector("main :is(section, h1, h2, form)");
  await page.waitForFunction(
    () =>
      document.querySelector('.bone, [class*="bones"], [class*="stale"], [data-standing="false"]') === null,
  );
}

/** An expectation of what a page comes to show; how long that takes on a busy machine is not what is tried. */
export function eventually<Seen>(
  read: () => Seen | Promise<Seen>,
  message = "",
): ReturnType<typeof expect.poll<Seen>> {
  return expect.poll(read, { timeout: 15_000, message });
}
