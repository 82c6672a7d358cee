// npm run pictures: takes the README's pictures from the demo, light and dark, into docs/images/. Needs Chromium.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ensureFresh, root } from "./freshness.mjs";

const SITE = "demo.example";
const FOLDER = join(root, "docs/images");
const SECOND = 1000;
/** Sharp on displays of two pixels to one; full colour at a tenth of a PNG's size. */
const SCALE = 2;
const WEBP_QUALITY = 82;
/** Most of it is for machines that do other things as well. */
const PATIENCE_MS = 180 * SECOND;
const VIEWPORT = { width: 1280, height: 980 };
const PICTURES = [
  // Until the changes of rows have come, which are asked for last.
  { name: "site", path: `/sites/${SITE}`, settleMs: 10 * SECOND },
  // Until a few visitors have come and gone.
  { name: "live", path: `/sites/${SITE}/live`, settleMs: 45 * SECOND },
];

ensureFresh();
mkdirSync(FOLDER, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), "millrace-pictures-"));
const url = `http://127.0.0.1:${await freePort()}`;
const instance = startDemo();
try {
  await untilStored();
  await takeAll();
} finally {
  const ended = new Promise((resolve) => instance.once("exit", resolve));
  instance.kill("SIGTERM");
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

function startDemo() {
  const cli = join(root, "packages/server/dist/app/cli/main.js");
  return spawn(process.execPath, [cli, "demo", "--site", SITE], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: new URL(url).port, LOG_LEVEL: "warn" },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** Until the demo's last day is in the store, and its visitors of today with it. */
async function untilStored() {
  for (;;) {
    if (instance.exitCode !== null) throw new Error("the demo ended before its pictures were taken");
    const status = await fetch(`${url}/api/v1/pipeline`).then(
      (response) => (response.ok ? response.json() : null),
      () => null,
    );
    if (status !== null && status.now.accepted > 0 && status.now.waiting < 100) return;
    await sleep(SECOND);
  }
}

async function takeAll() {
  const browser = await chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"], {
      encoding: "utf8",
    }).trim(),
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
  });
  try {
    for (const picture of PICTURES)
      for (const colorScheme of ["light", "dark"]) {
        const { file, bytes } = await take(browser, picture, colorScheme);
        writeFileSync(file, bytes);
        console.log(`${file}: ${Math.round(bytes.length / 1024)} KB`);
      }
  } finally {
    await browser.close();
  }
}

async function take(browser, { name, path, settleMs }, colorScheme) {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    deviceScaleFactor: SCALE,
    colorScheme,
    locale: "en-US",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url + path);
  await page.waitForSelector("main :is(section, h1, h2)");
  await page.waitForFunction(
    () => document.querySelector('.bone, [class*="bones"], [class*="stale"]') === null,
  );
  await sleep(settleMs);
  // Playwright knows no WebP, the browser does.
  const session = await context.newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", {
    format: "webp",
    quality: WEBP_QUALITY,
    optimizeForSpeed: false,
  });
  await context.close();
  return { file: join(FOLDER, `${name}-${colorScheme}.webp`), bytes: Buffer.from(data, "base64") };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
