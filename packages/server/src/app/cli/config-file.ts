import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { applyPlan } from "../../accounts/config-file/apply-plan.ts";
import { compare, type Plan } from "../../accounts/config-file/compare.ts";
import { describePlan, describeStep } from "../../accounts/config-file/describe-plan.ts";
import { ConfigFileFaults, readConfigFile } from "../../accounts/config-file/read-config-file.ts";
import { readState } from "../../accounts/config-file/read-state.ts";
import { writeConfigFile } from "../../accounts/config-file/write-config-file.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { ConfigError } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";

export interface ConfigFlags {
  readonly file?: string;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly owner?: string;
}

/** Of a plan that changes something, as `terraform plan -detailed-exitcode` has it. */
const DIFFERENT = 2;

/** Writes teams, sites, goals, segments and share links as YAML, to a file or the terminal. */
export async function exportConfig({ file }: ConfigFlags): Promise<void> {
  const text = await withAccounts(async (accounts) => writeConfigFile(await readState(accounts)));
  if (file === undefined) process.stdout.write(text);
  else await writeFile(String(file), text);
}

/** Prints what applying a file would change. The exit code is 2 if that is anything, else 0. */
export async function planConfig(flags: ConfigFlags): Promise<void> {
  const text = await readGiven(flags);
  const plan = await withAccounts((accounts) => planFor(accounts, text, flags));
  for (const line of describePlan(plan)) say(line);
  if (plan.steps.length > 0) process.exitCode = DIFFERENT;
}

/** Prints the plan and applies it after a confirmation. */
export async function applyConfig(flags: ConfigFlags): Promise<void> {
  const text = await readGiven(flags);
  await withAccounts(async (accounts) => {
    const plan = await planFor(accounts, text, flags);
    for (const line of describePlan(plan)) say(line);
    if (plan.steps.length === 0) return;
    const ownerId = await ownerOf(accounts, plan, flags);
    if (!(await isConfirmed(flags))) return say("Nothing was changed.");
    await run(accounts, plan, ownerId);
    await noteCommand(accounts, { action: "config applied", details: { changes: plan.steps.length } });
  });
}

async function readGiven({ file }: ConfigFlags): Promise<string> {
  if (file === undefined) throw new ConfigError("--file is required: the configuration file to read");
  try {
    return await readFile(String(file), "utf8");
  } catch (error) {
    throw new ConfigError(`--file: ${(error as Error).message}`, { cause: error });
  }
}

async function planFor(
  accounts: Accounts,
  text: string,
  { file, prune = false }: ConfigFlags,
): Promise<Plan> {
  try {
    const { file: wanted, refuse } = await readConfigFile(text);
    const plan = compare(await readState(accounts), wanted, { prune });
    if (plan.faults.length > 0) throw refuse(plan.faults);
    return plan;
  } catch (error) {
    if (!(error instanceof ConfigFileFaults)) throw error;
    const lines = error.message.split("\n").map((line) => `${file}:${line}`);
    throw new ConfigError(`${lines.join("\n")}\nNothing was changed.`, { cause: error });
  }
}

/** Returns who will own the teams that a plan creates. */
async function ownerOf(accounts: Accounts, { steps }: Plan, { owner }: ConfigFlags): Promise<string | null> {
  if (owner !== undefined) {
    const person = await accounts.findPersonByEmail(String(owner));
    if (person !== null) return person.id;
    throw new ConfigError(`--owner: there is no user ${owner}, see \`millrace users list\``);
  }
  const people = await accounts.listPeople();
  if (people.length === 0 || steps.every(({ kind }) => kind !== "create team")) return null;
  const [operator, ...others] = people.filter(({ isOperator, isDisabled }) => isOperator && !isDisabled);
  if (operator !== undefined && others.length === 0) return operator.id;
  throw new ConfigError("--owner <email> is required: teams are created, and there are several operators");
}

async function isConfirmed({ yes }: ConfigFlags): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY) throw new ConfigError("confirm with --yes where there is no terminal to ask on");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question("Apply this? Type yes: ")).trim() === "yes";
  } finally {
    terminal.close();
  }
}

async function run(accounts: Accounts, plan: Plan, ownerId: string | null): Promise<void> {
  let applied = 0;
  try {
    await applyPlan(plan, {
      accounts,
      ownerId,
      onApplied(step) {
        applied += 1;
        say(`done: ${describeStep(step)[0]}`);
      },
    });
  } catch (error) {
    const { length } = plan.steps;
    throw new ConfigError(
      `${(error as Error).message}\n${applied} of ${length} changes were applied: run the command again for the others`,
      { cause: error },
    );
  }
  say(`${applied === 1 ? "1 change" : `${applied} changes`} applied. A running instance follows within 5 s.`);
}
