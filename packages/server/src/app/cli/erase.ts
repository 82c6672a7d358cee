import { planErasure } from "../../accounts/plan-erasure.ts";
import type { ErasedPart } from "../../domain/site/erasure.ts";
import { ConfigError } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";

export interface EraseFlags {
  readonly from?: string;
  readonly to?: string;
  readonly yes?: boolean;
}

/** Requests the erasure of a period or a person of a site, or lists what was requested if no part is named. */
export async function eraseOfSite(name: string, { from, to, yes }: EraseFlags): Promise<void> {
  const userId = readUserId(process.argv);
  const isAsked = from !== undefined || to !== undefined || userId !== undefined;
  if (!isAsked) return listErasures(name);
  if (yes !== true)
    throw new ConfigError(
      `this can't be undone: confirm with \`millrace site erase ${name} … --yes\`. The instance erases events received until then`,
    );
  const part = await withAccounts(async (accounts) => {
    const site = await accounts.findSite(name);
    if (site === null) throw missing(name);
    const planned = planErasure(site, { from, to, userId });
    await accounts.requestErasure(site.id, planned);
    const details =
      planned.kind === "period" ? { from: planned.firstDay, to: planned.lastDay } : { person: true };
    await noteCommand(accounts, { action: "erasure requested", teamId: site.teamId, site, details });
    return planned;
  });
  say(`${describe(part)} of ${name} is erased by the running instance, or at its next start.`);
}

/**
 * Returns the value of --user as it was typed. The parser of the command line takes 007 for the number 7, whose hash is
 * another person's.
 */
export function readUserId(argv: readonly string[]): string | undefined {
  const joined = argv.find((word) => word.startsWith("--user="));
  if (joined !== undefined) return joined.slice("--user=".length);
  const at = argv.indexOf("--user");
  return at < 0 ? undefined : (argv[at + 1] ?? "");
}

async function listErasures(name: string): Promise<void> {
  const erasures = await withAccounts(async (accounts) => {
    const site = await accounts.findSite(name);
    if (site === null) throw missing(name);
    return accounts.listErasures(site.id);
  });
  if (erasures.length === 0)
    say(`Nothing of ${name} was erased: use --from <date> --to <date>, or --user <id>, with --yes.`);
  for (const { id, part, requestedAt, erasedAt, doneAt, rows } of erasures) {
    const state = doneAt !== null ? "done" : erasedAt !== null ? "erased" : "requested";
    say(`${id}: ${describe(part)}, ${new Date(requestedAt).toISOString()}, ${state}, ${rows} rows`);
  }
}

const missing = (name: string) => new ConfigError(`there is no site ${name}: see \`millrace site list\``);

const describe = (part: ErasedPart): string =>
  part.kind === "period" ? `the period from ${part.firstDay} to ${part.lastDay}` : "a person";
