import type { Locator, Page } from "playwright-core";

/** A card of the site's page, by what screen readers call it. */
export const card = (page: Page, name: string): Locator =>
  page.locator(`section[aria-label="${name}"]`).first();

/** Names and figures of the rows of a table, as they stand there. */
export async function rowsOf(table: Locator): Promise<[name: string, figure: string][]> {
  return table.locator("tbody tr").evaluateAll((rows) =>
    rows
      .filter((row) => row.querySelector("th") !== null)
      .map((row) => {
        const name = row.querySelector("th bdi") ?? row.querySelector("th");
        return [name?.textContent ?? "", row.querySelector("td")?.textContent ?? ""] as [string, string];
      }),
  );
}

/** The numbers at the top: their names, their exact figures, and their changes. */
export async function numbersOf(
  page: Page,
): Promise<Record<string, { figure: string; change: string | null }>> {
  const tiles = await page
    .locator('section[aria-label] [role="radiogroup"] label:has(span)')
    .evaluateAll((all) =>
      all.map((tile) => {
        const [, name, line] = Array.from(tile.children);
        const [figure, change] = Array.from(line?.children ?? []);
        return [
          name?.textContent ?? "",
          { figure: figure?.getAttribute("title") ?? "", change: change?.textContent?.trim() ?? null },
        ] as const;
      }),
    );
  return Object.fromEntries(tiles);
}

/** The filters that the page says it applies, as sentences. */
export const chipsOf = (page: Page): Promise<string[]> =>
  page.locator('[role="group"][aria-label="Filters"] bdi').allTextContents();

/** The table of what the chart draws: heads, and a row a bucket. */
export async function chartTableOf(page: Page): Promise<string[][]> {
  return page
    .locator('section[aria-label$="over time"] table tr')
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children).map((cell) => cell.textContent ?? "")));
}
