import { checkSiteName } from "../../accounts/check-site-settings.ts";
import { DEFAULT_SITE_SETTINGS } from "../../domain/site/site.ts";
import { ConfigError } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";

export interface UnknownFlags {
  readonly accept?: boolean;
  readonly ignore?: boolean;
}

/** Lists the names that events were sent under and that are no site's; makes a site of one, or lets it stay unknown. */
export async function unknownSites(name: string | undefined, flags: UnknownFlags): Promise<void> {
  if (name === undefined) return listUnknown();
  if (flags.accept === flags.ignore)
    throw new ConfigError(`millrace site unknown ${name}: pass --accept or --ignore`);
  if (flags.accept === true) return accept(name);
  if (!(await withAccounts((accounts) => accounts.ignoreUnknownSite(name)))) throw missing(name);
  say(`${name} is ignored: its events are dropped.`);
}

async function listUnknown(): Promise<void> {
  const names = await withAccounts((accounts) => accounts.listUnknownSites());
  if (names.length === 0) say("No events were received for unknown sites.");
  for (const { name, events, lastSeen, ignored } of names) {
    const last = new Date(lastSeen).toISOString();
    say(`${name}: ${events} events dropped, the last ${last}${ignored ? "; ignored" : ""}`);
  }
}

async function accept(name: string): Promise<void> {
  checkSiteName(name);
  await withAccounts(async (accounts) => {
    if (!(await accounts.forgetUnknownSite(name))) throw missing(name);
    const site = await accounts.createSite(name, DEFAULT_SITE_SETTINGS);
    await noteCommand(accounts, { action: "site created", teamId: site.teamId, site });
  });
  say(`${name} is created. A running instance accepts its events within 5 s.`);
}

const missing = (name: string) =>
  new ConfigError(`no events were received for an unknown site ${name}: see \`millrace site unknown\``);
