import { lookUp } from "@millrace/protocol";

const THOUSAND = 1000;
/** Steps in which thousands with one decimal count. */
const TENTH = THOUSAND / 10;

/** Languages in which Unicode's tables write 20,000 in full where others write 20K, and what people write instead. */
const THOUSANDS: Readonly<Record<string, string>> = { de: "Tsd." };

/** Writes 12.3K for 12,345, by the locale. */
export function createCompact(locale: string): (value: number) => string {
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const thousands = lookUp(THOUSANDS, locale.split("-")[0] ?? "");
  if (thousands === undefined) return (value) => compact.format(value);
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return function write(value) {
    if (Math.abs(value) < THOUSAND) return compact.format(value);
    // Rounded first: 999,960 is a million, not a thousand thousands.
    const rounded = Math.round(value / TENTH) * TENTH;
    const isThousands = Math.abs(rounded) < THOUSAND * THOUSAND;
    return isThousands ? `${tenths.format(rounded / THOUSAND)}\u00a0${thousands}` : compact.format(rounded);
  };
}
