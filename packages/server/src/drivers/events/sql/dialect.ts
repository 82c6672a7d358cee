import type { Placeholder } from "./binder.ts";

export type Bucket = "time:minute" | "time:hour" | "time:day" | "time:week" | "time:month";

/** How one engine says what every engine is asked. Arguments and results are SQL. */
export interface Dialect {
  readonly tables: {
    readonly events: string;
    readonly sealedEvents: string;
    readonly sealedFigures: string;
    readonly openEvents: string;
  };
  readonly placeholder: Placeholder;
  /** The instant of bound epoch milliseconds. */
  instant(place: string): string;
  /** The calendar date of an instant in a zone, as a date that can be moved by whole days. */
  dateOf(column: string, zone: string): string;
  dateText(date: string): string;
  /** Whether a date is among dates given as texts. */
  isDateAnyOf(date: string, texts: string): string;
  /** The first date of a date's month. */
  monthOf(date: string): string;
  daysBetween(first: string, last: string): string;
  /** Between a table's columns and the select that fills it, else "". */
  readonly insertSettings: string;
  /**
   * Buckets of a zone's wall clock as text: `2026-03-10` for days, weeks (their Monday) and months,
   * `2026-03-10 08:05:00` below.
   */
  readonly buckets: Readonly<Record<Bucket, (column: string, zone: string) => string>>;
  /** The same of a date, for days and longer. */
  readonly dateBuckets: Readonly<Partial<Record<Bucket, (date: string) => string>>>;
  /** Whether at least the gap that ends a visit lies between two instants. */
  gapReached(later: string, earlier: string): string;
  /** Whole seconds between two instants. */
  seconds(later: string, earlier: string): string;
  /** Epoch milliseconds of an instant. */
  epochMs(moment: string): string;
  /** A visitor id as decimal text of an unsigned number. */
  visitorText(visitor: string): string;
  /** An amount of money as decimal text without trailing zeros. */
  moneyText(amount: string): string;
  /** An id in the order of its text. */
  idOrder(column: string): string;
  property(key: string): string;
  /** Behind a table's name: its rows once for each key of their properties. */
  eachPropertyKey(name: string): string;
  isAnyOf(text: string, texts: string): string;
  /** Whether any of the texts is found in the text. */
  containsAnyOf(text: string, texts: string): string;
  /** Whether any of the regular expressions finds something. */
  matchesAnyOf(text: string, patterns: string): string;
  /** A to Z as small letters, all others as they are. */
  lower(text: string): string;
  /**
   * (above * multiplier) / (below * divisor) as the nearest whole number, halves up. Of whole numbers from 0 on, exactly:
   * engines round floats to even, and a sum of counts may be longer than a float.
   */
  nearestQuotient(of: {
    readonly above: string;
    readonly multiplier: number;
    readonly below: string;
    readonly divisor: number;
  }): string;
  /** Money of four decimals by a number, in whole hundredths, halves away from zero. Exactly. */
  cents(money: string, below: string): string;
  readonly noMoney: string;
  /** A subquery that is asked about members: the key word before it where a cluster needs one. */
  readonly inSubquery: string;
  /** Before an expression that stands on others, which are worked out once, else "". */
  readonly keptOnce: string;
  /** Before one that reads tables, of which each place needs other rows, else "". */
  readonly readInPlace: string;
  /** Limits of time and memory where they stand in the statement, else "". */
  readonly caps: string;
  /** The same for a statement that fills tables. */
  readonly fillCaps: string;
}
