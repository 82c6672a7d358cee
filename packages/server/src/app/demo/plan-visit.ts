import { SECOND } from "../../domain/time.ts";
import {
  CHECKOUT_PAGE,
  type DemoPage,
  OUTBOUND_LINKS,
  PAGES,
  PLANS,
  SIGN_UP_PAGE,
  SIGN_UPS,
} from "./pages.data.ts";
import { createPick, createPickName } from "./pick.ts";
import { COMES_BACK, type DemoSource, SOURCES } from "./sources.data.ts";

/** One thing that a visitor does: what the tracker sends, or the shop with it. */
export interface DemoStep {
  /** Since the visit began. */
  readonly afterMs: number;
  readonly name: string;
  readonly path: string;
  readonly props: Readonly<Record<string, string>>;
  readonly revenue: { readonly amount: string; readonly currency: string } | null;
}

const MOST_PAGES = 25;
const LEAST_LOOK_MS = 4 * SECOND;
const SHARE_THAT_SIGNS_UP = 0.42;
const SHARE_THAT_BUYS = 0.5;
const SHARE_PAID_BY_THE_YEAR = 0.3;

const pickLanding = new Map(
  [...SOURCES, COMES_BACK].map((source) => [source, createPickName(source.landing)]),
);
const pickPage = createPick(PAGES);
const pickLink = createPick(OUTBOUND_LINKS);
const pickSignUp = createPick(SIGN_UPS);
const pickPlan = createPick(PLANS);
const pageAt = new Map(PAGES.map((page) => [page.path, page]));

/** What somebody who comes from `source` does until they leave. `haste` above 1 makes more of them leave at once. */
export function planVisit(source: DemoSource, haste: number, random: () => number): DemoStep[] {
  const steps: DemoStep[] = [];
  let at = 0;
  let page = pageAt.get(pickLanding.get(source)?.(random) ?? "/") as DemoPage;
  for (let count = 1; ; count++) {
    steps.push({ afterMs: at, name: "pageview", path: page.path, props: NO_PROPS, revenue: null });
    const lookMs = LEAST_LOOK_MS - Math.log(1 - random()) * page.seconds * SECOND;
    const done = eventOn(page, random);
    if (done !== null) steps.push({ ...done, afterMs: Math.round(at + lookMs * random()), path: page.path });
    at = Math.round(at + lookMs);
    const goesOn = done !== null && done.name !== OUTBOUND_LINK;
    const leaves = count === 1 ? page.bounce * source.haste * haste : page.leave;
    if (count === MOST_PAGES || (random() < leaves && !goesOn)) return steps;
    page = nextPage(page, random);
  }
}

const OUTBOUND_LINK = "Outbound link";
const NO_PROPS = {};

function eventOn(page: DemoPage, random: () => number): Omit<DemoStep, "afterMs" | "path"> | null {
  const chance = random();
  if (page.path === SIGN_UP_PAGE && chance < SHARE_THAT_SIGNS_UP)
    return { name: "signup", props: { plan: pickSignUp(random).plan }, revenue: null };
  if (page.path === CHECKOUT_PAGE && chance < SHARE_THAT_BUYS) return purchase(random);
  if (chance < (page.outbound ?? 0))
    return { name: OUTBOUND_LINK, props: { url: pickLink(random).url }, revenue: null };
  return null;
}

function purchase(random: () => number): Omit<DemoStep, "afterMs" | "path"> {
  const { plan, monthly } = pickPlan(random);
  const byYear = random() < SHARE_PAID_BY_THE_YEAR;
  return {
    name: "purchase",
    props: { plan, billing: byYear ? "yearly" : "monthly" },
    revenue: { amount: String(byYear ? 10 * monthly : monthly), currency: "EUR" },
  };
}

function nextPage(from: DemoPage, random: () => number): DemoPage {
  let left = random();
  for (const [path, share] of Object.entries(from.leads ?? {})) {
    left -= share;
    if (left < 0) return pageAt.get(path) as DemoPage;
  }
  for (;;) {
    const page = pickPage(random);
    if (page !== from) return page;
  }
}
