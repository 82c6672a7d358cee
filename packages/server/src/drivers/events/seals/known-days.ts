/** A day whose figures and events with visits are sealed, and the version of its rows that counts. */
export interface SealedDay {
  /** `2026-03-10` */
  readonly date: string;
  readonly version: number;
}

/** Days that are not sealed, and the version under which their events with visits stand ready in `open_events`, if they do. */
export interface OpenRun {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly version: number | null;
}

/** A month all of whose days are sealed, with the version of its sums. */
export interface SealedMonth {
  /** Its first date, `2026-03-01`. */
  readonly month: string;
  readonly version: number;
}

/** What a store has worked out of a site's days already: sealed ones, their months, and the rest. */
export interface KnownDays {
  readonly sealed: readonly SealedDay[];
  readonly months: readonly SealedMonth[];
  readonly open: readonly OpenRun[];
}

export const NOTHING_KNOWN: KnownDays = { sealed: [], months: [], open: [] };

/** Counts up with every change of what a day's rows mean: days sealed under another one are sealed again. */
const RULE = 1;

/** A sealed day as a store notes it. */
export interface SealRecord {
  readonly day: string;
  readonly version: number;
  /** Late arrivals that had been noted for the day and its neighbours when it was sealed. */
  readonly marks: number;
  readonly rule: string;
}

export const sealRule = (zone: string): string => `${RULE} ${zone}`;

/** Sums of a month as a store notes them. */
export interface MonthRecord extends SealedMonth {
  /** What they are the sums of: basisOf. */
  readonly basis: string;
}
