import { KEY_SCOPES, type KeyScope } from "@millrace/protocol";
import { ACCESS_TOPIC } from "../../accounts/actors.ts";
import { createMakeKey } from "../../accounts/manage-keys.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { KeyRecord } from "../../ports/keys.ts";
import { ConfigError, readConfig } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { clock, withShared } from "../open-drivers.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";
import { findTeam } from "./users.ts";

export interface KeyFlags {
  readonly team?: string | number;
  readonly scopes?: string;
  readonly sites?: string;
  readonly expires?: string;
}

/** Prints the keys of a team, or of all teams. */
export async function listKeys({ team }: KeyFlags): Promise<void> {
  const lines = await withAccounts(async (accounts) => {
    const teams = await accounts.listTeams();
    const asked = team === undefined ? null : await findTeam(accounts, team);
    const names = new Map((await accounts.listSites()).map(({ id, name }) => [id, name]));
    const found: string[] = [];
    for (const { id, name } of teams) {
      if (asked !== null && id !== asked) continue;
      for (const key of await accounts.listKeys(id)) found.push(`${describe(key, names)}; team ${name}`);
    }
    return found;
  });
  if (lines.length === 0) say("No keys yet: create one with `millrace keys create <name>`.");
  for (const line of lines) say(line);
}

/** Prints a new key, the only time that it is shown. */
export async function createKey(name: string, flags: KeyFlags): Promise<void> {
  const scopes = words(flags.scopes ?? "read").map(checkScope);
  const sites = flags.sites === undefined ? null : words(flags.sites);
  const expiresAt = flags.expires === undefined ? null : checkExpiry(String(flags.expires));
  const key = await withAccounts(async (accounts) => {
    const teamId = await findTeam(accounts, flags.team);
    const makeKey = createMakeKey({ keys: accounts, listSites: () => accounts.listSites(), clock });
    // Whoever has the command line operates the instance.
    const maker = { userId: null, isOperator: true };
    const made = await makeKey(maker, teamId, { name, scopes, sites, expiresAt });
    await noteCommand(accounts, {
      action: "key created",
      teamId,
      target: name,
      details: { scopes, sites, prefix: made.record.prefix },
    });
    return made.key;
  });
  say(`${key}\nThis key is shown once. Send it as \`Authorization: Bearer <key>\`.`);
}

/** Revokes a key by its number. */
export async function revokeKey(number: string): Promise<void> {
  await withShared(readConfig(), async ({ accounts, state }) => {
    const { key, teamId } = await findKey(accounts, Number(number));
    if (!(await accounts.revokeKey(teamId, key.id, clock.now()))) throw missing(number);
    await state.publish(ACCESS_TOPIC, "changed");
    await noteCommand(accounts, {
      action: "key revoked",
      teamId,
      target: key.name,
      details: { prefix: key.prefix },
    });
  });
  say(
    `Key ${number} is revoked. A running instance refuses it within 5 s; events that are sent with it, within 5 minutes.`,
  );
}

async function findKey(accounts: Accounts, id: number) {
  for (const team of await accounts.listTeams()) {
    const key = (await accounts.listKeys(team.id)).find((one) => one.id === id);
    if (key !== undefined) return { key, teamId: team.id };
  }
  throw missing(String(id));
}

const missing = (number: string) =>
  new ConfigError(`there is no key ${number}: see \`millrace keys list\` for the numbers`);

function checkScope(text: string): KeyScope {
  const scope = KEY_SCOPES.find((one) => one === text);
  if (scope === undefined)
    throw new ConfigError(`--scopes ${text}: use ${KEY_SCOPES.join(", ")}, comma-separated`);
  return scope;
}

function checkExpiry(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new ConfigError(`--expires ${text}: use a date, such as 2027-12-31`);
  if (at <= clock.now()) throw new ConfigError(`--expires ${text}: use a date in the future`);
  return at;
}

const words = (list: string): string[] =>
  String(list)
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

function describe(key: KeyRecord, names: ReadonlyMap<number, string>): string {
  const { id, name, prefix, scopes, sites, expiresAt, lastUsedAt } = key;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const facts = [
    scopes.join(", "),
    sites === null ? "all sites" : sites.flatMap((site) => names.get(site) ?? []).join(", "),
    expiresAt === null ? "never expires" : `expires ${day(expiresAt)}`,
    lastUsedAt === null ? "not used yet" : `last used ${day(lastUsedAt)}`,
  ];
  return `${id}: ${name} (${prefix}…); ${facts.join("; ")}`;
}
