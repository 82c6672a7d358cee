import type { Accounts } from "../../../ports/accounts.ts";
import type { CopiedTable, TableRows } from "../../../ports/accounts-copy.ts";
import { type Config, ConfigError } from "../../config.ts";
import { openAccountsAt } from "../../open-drivers.ts";
import { keepSecretInFolder, SECRET_FACT, secretOfFolder } from "../../secret.ts";
import { say } from "../say.ts";

type MoveConfig = Pick<Config, "dataDir" | "secret">;

/**
 * Copies everything of an accounts store but sign-ins, and carries over the secret: second factors are encrypted with it,
 * so that without it nobody who has one could sign in.
 */
export async function moveAccounts(config: MoveConfig, from: string, to: string): Promise<void> {
  if (from === to) throw new ConfigError("--from and --to are the same accounts store");
  const [source, target] = await Promise.all([openAccountsAt(from), openAccountsAt(to)]);
  try {
    await refuseEmpty(source, from);
    const secret = await secretOf(source, config);
    const inDatabase = target.scope === "network" ? secret : null;
    if (target.scope === "machine" && secret !== null) keepSecretInFolder(config.dataDir, secret);
    report(await target.importTables(withSecret(source.exportTables(), inDatabase)));
    say(whereSecretIs(config, target, secret));
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** SQLite makes a file that is not there: a mistyped one would pass for an instance that has nothing. */
async function refuseEmpty(source: Accounts, from: string): Promise<void> {
  const [hasPeople, sites, deleted] = await Promise.all([
    source.hasPeople(),
    source.countSites(),
    source.listDeletedSites(),
  ]);
  if (!hasPeople && sites === 0 && deleted.length === 0)
    throw new ConfigError(
      `--from ${from.replace(/\/\/.*@/, "//")} has neither people nor sites: is it the right one?`,
    );
}

/** Returns the secret that an instance made for itself; null when it has none, or SECRET keeps it elsewhere. */
async function secretOf(source: Accounts, { secret, dataDir }: MoveConfig): Promise<string | null> {
  if (secret !== null) return null;
  const made = source.scope === "network" ? await secretInDatabase(source) : secretOfFolder(dataDir);
  if (made === null && (await source.hasPeople()))
    throw new ConfigError(
      `the secret of the accounts is not in ${source.scope === "network" ? "their database" : `${dataDir}/${SECRET_FACT}`}: set DATA_DIR or SECRET as the instance has it, since second factors are encrypted with it`,
    );
  return made;
}

async function secretInDatabase(source: Accounts): Promise<string | null> {
  for await (const { table, rows } of source.exportTables()) {
    if (table !== "instance") continue;
    const fact = rows.find(({ name }) => name === SECRET_FACT);
    return fact === undefined ? null : String(fact.value);
  }
  return null;
}

/** A file keeps the secret of accounts on this machine: it does not belong in their database. */
async function* withSecret(
  tables: AsyncIterable<TableRows>,
  secret: string | null,
): AsyncGenerator<TableRows> {
  for await (const one of tables) {
    if (one.table !== "instance") yield one;
    else {
      const facts = one.rows.filter(({ name }) => name !== SECRET_FACT);
      const kept = secret === null ? [] : [{ name: SECRET_FACT, value: secret }];
      yield { ...one, rows: [...facts, ...kept] };
    }
  }
}

function report(tables: readonly CopiedTable[]): void {
  for (const { table, copied, known } of tables) {
    if (copied + known > 0)
      say(`${table.replaceAll("_", " ")}: ${copied} copied, ${known} were there already`);
  }
  say("Sign-ins are not copied: people sign in again.");
}

function whereSecretIs({ secret, dataDir }: MoveConfig, target: Accounts, made: string | null): string {
  if (secret !== null) return "Start the instance with the same SECRET.";
  if (made === null) return "The instance makes its secret at its first start.";
  return target.scope === "network"
    ? "The secret is in the new database."
    : `The secret is in ${dataDir}/${SECRET_FACT}: start the instance with this DATA_DIR.`;
}
