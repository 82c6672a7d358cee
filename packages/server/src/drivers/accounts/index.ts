import { lookUp } from "@millrace/protocol";
import type { Accounts } from "../../ports/accounts.ts";

/** Accounts drivers by URL scheme. Each is imported when it is opened. */
export const ACCOUNTS_DRIVERS: Readonly<
  Record<string, () => Promise<{ open(url: string): Promise<Accounts> }>>
> = {
  postgres: () => import("./postgres.ts"),
  sqlite: () => import("./sqlite.ts"),
};

/** Throws when no driver serves the URL's scheme. */
export async function openAccounts(url: string): Promise<Accounts> {
  const load = lookUp(ACCOUNTS_DRIVERS, url.slice(0, url.indexOf(":")));
  if (load === undefined) {
    throw new Error(
      `ACCOUNTS_URL=${url.replace(/\/\/.*@/, "//")}: no such accounts store, expected ${Object.keys(ACCOUNTS_DRIVERS).join(", ")}`,
    );
  }
  return (await load()).open(url);
}
