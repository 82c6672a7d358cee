import { DAY, HOUR } from "../../domain/time.ts";
import { isoDate } from "../../domain/time-zone/zoned-time.ts";
import type { DemoSource } from "./sources.data.ts";
import { HACKER_NEWS } from "./sources.data.ts";

/** A day of the demo site on which something happened, and what its annotation says. */
export interface SpecialDay {
  readonly text: string;
  /** Visits that begin within these hours (UTC) are missing, but for a few. */
  readonly down?: { readonly from: number; readonly to: number };
  /** That many times as many visitors more come, all from there. */
  readonly rush?: { readonly source: DemoSource; readonly more: number };
}

/** Days before today, moved back to the weekday: both lie within the last thirty days, and not in the last seven. */
const KINDS: readonly (SpecialDay & { readonly daysBack: number; readonly weekday: number })[] = [
  {
    daysBack: 9,
    weekday: 3,
    text: "Certificate expired: the site was down from 05:00 to 19:00 UTC",
    down: { from: 5, to: 19 },
  },
  {
    daysBack: 18,
    weekday: 2,
    text: "On the front page of Hacker News",
    rush: { source: HACKER_NEWS, more: 0.9 },
  },
];

export interface KnownDay {
  readonly date: string;
  readonly text: string;
}

/**
 * The special days by date. Those of an earlier run (by their annotations) stay where they are, so that making the
 * traffic again makes the same.
 */
export function specialDays(now: number, known: readonly KnownDay[]): ReadonlyMap<string, SpecialDay> {
  return new Map(
    KINDS.map((kind) => {
      const earlier = known.find(({ text }) => text === kind.text);
      return [earlier?.date ?? dateOf(kind, now), kind];
    }),
  );
}

function dateOf({ daysBack, weekday }: (typeof KINDS)[number], now: number): string {
  let day = Math.floor(now / DAY) * DAY - daysBack * DAY;
  while (new Date(day).getUTCDay() !== weekday) day -= DAY;
  return isoDate(day);
}

const SHARE_THAT_GETS_THROUGH = 0.04;

/** Whether a visit that begins `sinceMidnightMs` into the day finds the site up. `luck` is from 0 to 1. */
export function isUp({ down }: SpecialDay, sinceMidnightMs: number, luck: number): boolean {
  const isDown =
    down !== undefined && sinceMidnightMs >= down.from * HOUR && sinceMidnightMs < down.to * HOUR;
  return !isDown || luck < SHARE_THAT_GETS_THROUGH;
}
