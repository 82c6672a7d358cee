import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";

const FOLDER = process.env.MILLRACE_SCREENSHOTS ?? join(tmpdir(), "millrace-screenshots");

/** Keeps how a page looks, for people: whole, or as much as is in sight. */
export async function keepScreenshot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage });
}

/** Keeps how a page comes out of a printer. */
export async function keepPrint(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.pdf({ path: join(FOLDER, `${name}.pdf`), format: "A4", printBackground: false });
}
