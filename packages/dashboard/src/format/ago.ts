const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was, in whole minutes, hours or days: `2 minutes ago`, `this minute`. */
export function ago(locale: string, elapsedMs: number): string {
  const passed = Math.max(0, elapsedMs);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (passed < HOUR_MS) return format.format(-Math.floor(passed / MINUTE_MS), "minute");
  if (passed < DAY_MS) return format.format(-Math.floor(passed / HOUR_MS), "hour");
  return format.format(-Math.floor(passed / DAY_MS), "day");
}
