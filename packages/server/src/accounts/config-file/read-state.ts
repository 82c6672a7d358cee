import type { Accounts } from "../../ports/accounts.ts";
import type { ConfigState, StateSite } from "./config-file.ts";
import { PART_NAMES, PARTS } from "./parts.ts";

/** Returns what a configuration file can describe of an instance. */
export async function readState(accounts: Accounts): Promise<ConfigState> {
  const [teams, sites] = await Promise.all([accounts.listTeams(), accounts.listSites()]);
  const read: StateSite[] = [];
  for (const { id, name, teamId, key: _key, ...settings } of sites) {
    const parts = await Promise.all(
      PART_NAMES.map(async (part) => [part, await PARTS[part].read(accounts, id)] as const),
    );
    read.push({ id, name, teamId, settings, parts: Object.fromEntries(parts) });
  }
  return { teams, sites: read };
}
