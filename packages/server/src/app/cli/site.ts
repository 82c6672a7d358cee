import {
  checkSiteName,
  checkSiteSettings,
  SettingFault,
  type SettingsInput,
} from "../../accounts/check-site-settings.ts";
import { DEFAULT_SITE_SETTINGS, type Site, type SiteSettings } from "../../domain/site/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { ConfigError, readConfig } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { withShared } from "../open-drivers.ts";
import { say } from "./say.ts";

export interface SiteFlags {
  readonly domains?: string;
  readonly timezone?: string;
  readonly safeParams?: string;
  readonly trailingSlash?: string;
  readonly geo?: string;
  readonly retention?: string | number;
  readonly pages?: string;
  readonly hosts?: string;
  readonly addresses?: string;
  readonly ingestKey?: string;
  readonly origins?: string;
  readonly shareThreshold?: string | number;
}

export const withAccounts = <Result>(use: (accounts: Accounts) => Promise<Result>): Promise<Result> =>
  withShared(readConfig(), ({ accounts }) => use(accounts));

export async function listSites(): Promise<void> {
  const sites = await withAccounts((accounts) => accounts.listSites());
  if (sites.length === 0)
    say("No sites yet: a site is created by its first event, or by `millrace site add <name>`.");
  for (const site of sites) say(describe(site));
}

export async function addSite(name: string, flags: SiteFlags): Promise<void> {
  withFlagNames(() => checkSiteName(name));
  const settings = { ...DEFAULT_SITE_SETTINGS, ...readFlags(flags) };
  const site = await withAccounts(async (accounts) => {
    // A site that is there already is shown as it is.
    const added = await accounts.addSite(name, settings);
    if (added === null) return accounts.createSite(name, settings);
    await noteCommand(accounts, { action: "site created", teamId: added.teamId, site: added });
    return added;
  });
  say(describe(site));
}

export async function setSite(name: string, flags: SiteFlags): Promise<void> {
  const site = await withAccounts(async (accounts) => {
    const changes = readFlags(flags);
    const changed = await accounts.updateSite(name, changes);
    if (changed !== null)
      await noteCommand(accounts, {
        action: "site settings changed",
        teamId: changed.teamId,
        site: changed,
        details: { settings: Object.keys(changes) },
      });
    return changed;
  });
  if (site === null)
    throw new ConfigError(`there is no site ${name}: create it with \`millrace site add ${name}\``);
  say(`${describe(site)}\nA running instance applies this within 5 s.`);
}

/** What can't be taken back wants a word more. */
function checkYes(action: string, name: string, { yes }: { readonly yes?: boolean }): void {
  if (yes === true) return;
  throw new ConfigError(`this can't be undone: confirm with \`millrace site ${action} ${name} --yes\``);
}

const missing = (name: string) => new ConfigError(`there is no site ${name}: see \`millrace site list\``);

async function endSite(
  name: string,
  action: "site deleted" | "site reset",
  end: (accounts: Accounts) => Promise<boolean>,
): Promise<void> {
  await withAccounts(async (accounts) => {
    const site = await accounts.findSite(name);
    if (!(await end(accounts))) throw missing(name);
    await noteCommand(accounts, { action, teamId: site?.teamId ?? null, site });
  });
}

export async function deleteSite(name: string, flags: { readonly yes?: boolean }): Promise<void> {
  checkYes("delete", name, flags);
  await endSite(name, "site deleted", (accounts) => accounts.deleteSite(name));
  say(`${name} is deleted. Its events are erased by the running instance, or at its next start.`);
}

export async function resetSite(name: string, flags: { readonly yes?: boolean }): Promise<void> {
  checkYes("reset", name, flags);
  await endSite(name, "site reset", (accounts) => accounts.resetSite(name));
  say(`${name} is reset. Its events are erased by the running instance, or at its next start.`);
}

const FLAGS: Readonly<Record<SettingFault["setting"], string>> = {
  name: "the site's name",
  domains: "--domains",
  timezone: "--timezone",
  safeQueryParams: "--safe-params",
  trailingSlash: "--trailing-slash",
  geoPrecision: "--geo",
  retentionDays: "--retention",
  excludedPages: "--pages",
  excludedHosts: "--hosts",
  excludedAddresses: "--addresses",
  needsIngestKey: "--ingest-key",
  allowedOrigins: "--origins",
  shareThreshold: "--share-threshold",
};

function readFlags(flags: SiteFlags): Partial<SiteSettings> {
  const { domains, timezone, safeParams, trailingSlash, geo, retention } = flags;
  const { pages, hosts, addresses, ingestKey } = flags;
  const input: SettingsInput = {
    domains: words(domains),
    timezone,
    safeQueryParams: words(safeParams),
    trailingSlash,
    geoPrecision: geo,
    retentionDays: retention === undefined ? undefined : Number(retention),
    excludedPages: words(pages),
    excludedHosts: words(hosts),
    excludedAddresses: words(addresses),
    needsIngestKey: ingestKey === undefined ? undefined : needsKey(ingestKey),
    allowedOrigins: words(flags.origins),
    shareThreshold: flags.shareThreshold === undefined ? undefined : Number(flags.shareThreshold),
  };
  return withFlagNames(() => checkSiteSettings(input));
}

/** A fault is told by the flag that it was given with. */
function withFlagNames<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof SettingFault)) throw error;
    throw new ConfigError(`${FLAGS[error.setting]}: ${error.fault}`, { cause: error });
  }
}

function needsKey(text: string): boolean {
  if (text === "required") return true;
  if (text === "off") return false;
  throw new ConfigError("--ingest-key must be required or off");
}

/** What is not given stays as it is; a single number came as one. */
function words(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  return String(list)
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

function describe(site: Site): string {
  const { name, domains, timezone, safeQueryParams, trailingSlash, geoPrecision, retentionDays } = site;
  const facts = [
    timezone,
    `domains ${domains.join(", ") || "any"}`,
    `safe parameters ${safeQueryParams.join(", ") || "none"}`,
    `trailing slash ${trailingSlash === "keep" ? "kept" : "stripped from now on"}`,
    `geo ${geoPrecision}`,
    retentionDays === 0 ? "kept forever" : `kept ${retentionDays} days`,
    ...[...site.excludedPages, ...site.excludedHosts, ...site.excludedAddresses].map(
      (one) => `without ${one}`,
    ),
    ...(site.needsIngestKey ? ["only with an ingest key"] : []),
    ...site.allowedOrigins.map((origin) => `from ${origin}`),
    ...(site.shareThreshold > 0 ? [`shared rows from ${site.shareThreshold} visitors`] : []),
  ];
  return `${name}: ${facts.join("; ")}`;
}
