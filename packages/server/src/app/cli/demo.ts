import { makeSite } from "../../accounts/make-site.ts";
import { partitionOf } from "../../domain/event/partition.ts";
import { completeGoal, type GoalInput } from "../../domain/site/goal.ts";
import { DAY } from "../../domain/time.ts";
import { isoDate } from "../../domain/time-zone/zoned-time.ts";
import { isPrivateInstance } from "../../http/serve/guard/served-hosts.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { startLiveTraffic } from "../demo/live-traffic.ts";
import { QUICK_START_PAGE } from "../demo/pages.data.ts";
import { type SpecialDay, specialDays } from "../demo/special-days.ts";
import { demoDays } from "../demo/traffic.ts";
import { greeting, type Instance, main } from "../main.ts";
import { type Shared, withShared } from "../open-drivers.ts";
import { isLocked } from "../role-locks.ts";
import { createRandom } from "../torture/random.ts";
import { say, startProgress } from "./say.ts";

interface DemoFlags {
  readonly site: string;
  readonly days: number;
  readonly visitors: number;
  readonly start: boolean;
}

const PUBLISH_AT_ONCE = 2000;

/** Puts the demo traffic into the queue, of a running instance if there is one, and starts one if there is none. */
export async function runDemo({ site, days, visitors, start }: DemoFlags): Promise<void> {
  const config = readConfig();
  checkPrivate(config);
  const dayCount = Number(days);
  const perDay = Number(visitors);
  if (!(dayCount >= 1 && dayCount <= 366) || !(perDay >= 1 && perDay <= 100_000)) {
    throw new ConfigError("--days must be from 1 to 366, --visitors from 1 to 100000");
  }
  const made = await withShared(config, (shared) => makeTraffic(config, shared, site, dayCount, perDay));
  say(`${made} events over ${dayCount} days are queued for ${site}.`);
  if (await isLocked(config.dataDir, "ingest")) return say("The running instance is storing them.");
  if (!start) return say("Run `npm start` to store them.");
  await main((instance: Instance) => {
    process.stdout.write(greeting(instance));
    say("  The demo needs no sign-in: whoever uses this machine sees it, nobody else does.");
    startLiveTraffic({ url: instance.url, site, random: createRandom(Date.now()) });
    say(`  Demo site: ${instance.url.replace("127.0.0.1", "localhost")}/sites/${encodeURIComponent(site)}\n`);
  });
}

/** The demo needs no sign-in, so nobody else may reach it. */
function checkPrivate({ host, publicUrl }: Config): void {
  if (isPrivateInstance(host, publicUrl)) return;
  throw new ConfigError(
    "the demo needs no sign-in and is for this machine only: unset HOST and PUBLIC_URL, or run `npm start` for a server",
  );
}

const GOALS: readonly GoalInput[] = [
  { event: "signup", name: "Sign-up" },
  { event: "purchase", name: "Purchase" },
  { page: QUICK_START_PAGE, name: "Reads the quick start" },
];

/** Those that an earlier run made, or somebody changed, stay. */
async function makeGoals(accounts: Accounts, siteId: number): Promise<void> {
  const goals = await accounts.listGoals(siteId);
  if (goals.length > 0) return;
  for (const goal of GOALS) await accounts.createGoal(siteId, completeGoal(goal));
}

/** The demo's special days, annotated. Annotations that an earlier run made, or somebody changed, stay. */
async function annotateDays(
  accounts: Accounts,
  siteId: number,
  { now, days }: { now: number; days: number },
): Promise<ReadonlyMap<string, SpecialDay>> {
  const there = await accounts.listAnnotations(siteId);
  const special = specialDays(now, there);
  if (there.length > 0) return special;
  const first = isoDate(now - (days - 1) * DAY);
  for (const [date, { text }] of special)
    if (date >= first) await accounts.createAnnotation(siteId, { date, text });
  return special;
}

async function makeTraffic(
  config: Config,
  { queue, accounts }: Shared,
  hostname: string,
  days: number,
  visitorsPerDay: number,
): Promise<number> {
  const { id: siteId } = await makeSite(accounts, hostname);
  await makeGoals(accounts, siteId);
  const now = Date.now();
  const special = await annotateDays(accounts, siteId, { now, days });
  const progress = startProgress(`Generating ${days} days of traffic`, days);
  let made = 0;
  const traffic = demoDays({ siteId, hostname, days, visitorsPerDay, now, specialDays: special });
  for (const day of traffic) {
    for (let from = 0; from < day.length; from += PUBLISH_AT_ONCE) {
      const batch = day.slice(from, from + PUBLISH_AT_ONCE).map((envelope) => ({
        partition: partitionOf(envelope.siteId, envelope.visitorId, config.partitions),
        envelope,
      }));
      const accepted = await queue.publish(batch);
      made += accepted.filter(({ duplicate }) => !duplicate).length;
    }
    progress.advance(1);
  }
  progress.end();
  return made;
}
