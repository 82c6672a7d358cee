import { completeGoal, type Goal } from "../../domain/site/goal.ts";
import type { Segment } from "../../domain/site/segment.ts";
import type { Site } from "../../domain/site/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { ConfigError } from "../config.ts";
import { say } from "./say.ts";
import { withAccounts } from "./site.ts";

export interface GoalFlags {
  /** What looks like a number is one. */
  readonly event?: string | number;
  readonly page?: string | number;
}

export async function withSite<Result>(
  name: string,
  use: (accounts: Accounts, site: Site) => Promise<Result>,
): Promise<Result> {
  return withAccounts(async (accounts) => {
    const site = await accounts.findSite(name);
    if (site === null) throw new ConfigError(`there is no site ${name}: see \`millrace site list\``);
    return use(accounts, site);
  });
}

export async function listGoals(site: string): Promise<void> {
  const goals = await withSite(site, (accounts, { id }) => accounts.listGoals(id));
  if (goals.length === 0) say(`No goals yet. Add one with \`millrace goal add ${site} --event <name>\`.`);
  for (const goal of goals) say(describeGoal(goal));
}

export async function addGoal(site: string, name: string | undefined, flags: GoalFlags): Promise<void> {
  const { event, page } = flags;
  const goal = completeGoal({
    name,
    event: event === undefined ? null : String(event),
    page: page === undefined ? null : String(page),
  });
  say(describeGoal(await withSite(site, (accounts, { id }) => accounts.createGoal(id, goal))));
}

export async function removeGoal(site: string, name: string): Promise<void> {
  await withSite(site, async (accounts, { id }) => {
    const goal = (await accounts.listGoals(id)).find((one) => one.name === name);
    if (goal === undefined || !(await accounts.deleteGoal(id, goal.id))) throw missing(site, "goal", name);
  });
  say(`Goal ${name} removed; its events are kept.`);
}

export async function listSegments(site: string): Promise<void> {
  const segments = await withSite(site, (accounts, { id }) => accounts.listSegments(id));
  if (segments.length === 0) say("No segments yet.");
  for (const segment of segments) say(describeSegment(segment));
}

export async function removeSegment(site: string, name: string): Promise<void> {
  await withSite(site, async (accounts, { id }) => {
    const segment = (await accounts.listSegments(id)).find((one) => one.name === name);
    if (segment === undefined || !(await accounts.deleteSegment(id, segment.id)))
      throw missing(site, "segment", name);
  });
  say(`Segment ${name} removed.`);
}

const missing = (site: string, what: string, name: string): ConfigError =>
  new ConfigError(`${site} has no ${what} ${name}: see \`millrace ${what} list ${site}\``);

function describeGoal({ name, event, page }: Goal): string {
  const on = page === null ? "" : ` on ${page}`;
  return `${name}: ${event === null ? "a page view" : `the event ${event}`}${on}`;
}

const describeSegment = ({ id, name, filters }: Segment): string =>
  `${name} (${id}): ${JSON.stringify(filters)}`;
