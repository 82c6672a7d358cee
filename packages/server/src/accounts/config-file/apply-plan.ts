import { BadRequest } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { PartStep, Plan, Step } from "./compare.ts";
import { PARTS } from "./parts.ts";

export interface ApplyDeps {
  readonly accounts: Accounts;
  /** Who owns teams that are created; null before the first account exists, whose owner they will have. */
  readonly ownerId: string | null;
  /** Called after each step. */
  onApplied(step: Step): void;
}

/**
 * Applies a plan step by step. Throws what a step throws: the steps before it stay applied, and comparing again gives
 * those that are left.
 */
export async function applyPlan({ steps }: Plan, deps: ApplyDeps): Promise<void> {
  for (const step of steps) {
    await applyStep(step, deps);
    deps.onApplied(step);
  }
}

async function applyStep(step: Step, { accounts, ownerId }: ApplyDeps): Promise<void> {
  switch (step.kind) {
    case "create team":
      await accounts.createTeam(step.name, ownerId);
      return;
    case "remove team":
      return expect(
        await accounts.deleteTeam(step.team.id),
        `the team ${step.team.name} has sites or is gone`,
      );
    case "create site": {
      const team = step.team === undefined ? undefined : await teamId(accounts, step.team);
      const site = await accounts.addSite(step.name, step.settings, team);
      return expect(site !== null, `the site ${step.name} exists by now`);
    }
    case "move site": {
      const { id } = await findSite(accounts, step.name);
      const isMoved = await accounts.moveSite(id, await teamId(accounts, step.team));
      return expect(isMoved, `the site ${step.name} or its team is gone`);
    }
    case "change site":
      await accounts.updateSite((await findSite(accounts, step.name)).name, step.settings);
      return;
    case "remove site":
      return expect(await accounts.deleteSite(step.name), `the site ${step.name} is gone`);
    default:
      return applyPart(step, accounts);
  }
}

async function applyPart(step: PartStep, accounts: Accounts): Promise<void> {
  const { create, change, remove } = PARTS[step.part];
  const { id } = await findSite(accounts, step.site);
  if (step.kind === "change part" && change !== undefined) {
    await change(accounts, id, step.before as never, step.item);
    return;
  }
  if (step.kind !== "create part") await remove(accounts, id, step.before.id);
  if (step.kind !== "remove part") await create(accounts, id, step.item);
}

async function findSite(accounts: Accounts, name: string) {
  const site = await accounts.findSite(name);
  if (site === null) throw changedMeanwhile(`the site ${name} is gone`);
  return site;
}

async function teamId(accounts: Accounts, name: string | null): Promise<number | null> {
  if (name === null) return null;
  const team = (await accounts.listTeams()).find((one) => one.name === name);
  if (team === undefined) throw changedMeanwhile(`the team ${name} is gone`);
  return team.id;
}

function expect(isDone: boolean, fault: string): void {
  if (!isDone) throw changedMeanwhile(fault);
}

const changedMeanwhile = (fault: string) => new BadRequest(`${fault}: the instance was changed meanwhile`);
