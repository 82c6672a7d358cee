/**
 * The browser's time zone, for a site's days to begin where it is. UTC where the system has none that browsers know,
 * which Chromium calls `Etc/Unknown`, or an offset only, by which no days can be told through the year.
 */
export function browserTimeZone(zone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  if (!zone || zone === "Etc/Unknown" || /^[+-]/.test(zone)) return "UTC";
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}
