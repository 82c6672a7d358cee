import { AGENTS, type AgentNames } from "./agents.data.ts";
import { CAMPAIGNS, PATHS, REFERRERS } from "./spellings.data.ts";

/** A page view as a browser sees it, before any system has written it down. */
export interface PageView {
  /** Epoch ms, whole seconds: a log tells no more. */
  readonly at: number;
  /** Number of the visitor: an address with an agent. */
  readonly visitor: number;
  /** The address as the last system in front of us spells it. */
  readonly ip: string;
  readonly agent: AgentNames;
  /** What stands in the address bar. */
  readonly url: string;
  /** `document.referrer`, "" for none. */
  readonly referrer: string;
  readonly screen: string;
}

const VISITORS = 700;
/** Visits begin after midnight and end before it: a visitor's days are not what is compared here. */
const FIRST_HOUR = 2;
const HOURS = 20;

/** Page views of one day in UTC, the same ones for the same seed, in order of time. */
export function generatePageViews(count: number, dayStart: number, seed: number): PageView[] {
  const random = createRandom(seed);
  const visitors = Array.from({ length: VISITORS }, (_, number) => ({
    number,
    address: addressOf(number),
    agent: AGENTS[random(AGENTS.length)] as AgentNames,
  }));
  const taken = new Set<string>();
  const views: PageView[] = [];
  while (views.length < count) {
    const { number, address, agent } = visitors[random(VISITORS)] as (typeof visitors)[number];
    const at = dayStart + FIRST_HOUR * 3_600_000 + random(HOURS * 3600) * 1000;
    // Two views of a visitor in one second have no order that every format keeps.
    if (taken.has(`${number} ${at}`)) continue;
    taken.add(`${number} ${at}`);
    const path = PATHS[random(PATHS.length)] as string;
    const query = random(3) === 0 ? (CAMPAIGNS[random(CAMPAIGNS.length)] as string) : "";
    views.push({
      at,
      visitor: number,
      ip: address[random(address.length)] as string,
      agent,
      url: `https://${random(4) === 0 ? "www." : ""}shop.example${path}${query === "" ? "" : `?${query}`}`,
      referrer: random(2) === 0 ? (REFERRERS[random(REFERRERS.length)] as string) : "",
      screen: number % 2 === 0 ? "1920x1080" : "390x844",
    });
  }
  return views.sort((a, b) => a.at - b.at || a.visitor - b.visitor);
}

/** One address in the spellings that proxies and logs have for it, the plain one first. */
function addressOf(visitor: number): readonly string[] {
  const low = visitor % 250;
  const high = Math.floor(visitor / 250);
  if (visitor % 3 === 0) {
    const tail = (low + 16).toString(16);
    return [
      `2001:db8:${high + 1}::${tail}`,
      `2001:DB8:${high + 1}:0:0:0:0:${tail.toUpperCase()}`,
      `2001:0db8:000${high + 1}::${tail.padStart(4, "0")}`,
    ];
  }
  const dotted = `203.0.${113 + high}.${low + 1}`;
  const hexadecimal = `${(203 * 256).toString(16)}:${((113 + high) * 256 + low + 1).toString(16)}`;
  return [dotted, `::ffff:${dotted}`, `::FFFF:${hexadecimal}`];
}

/** Whole numbers below a limit: a small generator (mulberry32) that is the same everywhere. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return function random(below) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
