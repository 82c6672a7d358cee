/** How an English page has to write what the API answers: written a second time, on purpose. */
export function writeFigure(metric: string, figure: number | null, currency?: string): string {
  if (figure === null) return "–";
  if (/_rate$|^scroll_depth$|^percentage$/.test(metric)) return writePercent(figure);
  if (/^visit_duration$|^time_on_page$/.test(metric)) return writeDuration(figure);
  if (/_revenue$/.test(metric)) return writeRevenue(figure, currency);
  if (metric === "views_per_visit")
    return figure.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 2 });
  return figure.toLocaleString("en", { maximumFractionDigits: 0 });
}

function writeRevenue(figure: number, currency: string | undefined): string {
  if (currency === undefined)
    return figure.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return figure.toLocaleString("en", { style: "currency", currency });
}

/** Of a period that is over. */
export function writeChange(metric: string, change: number): string {
  const size = Math.abs(change);
  const isRate = /_rate$/.test(metric);
  const arrow = change > 0 ? "↑ " : change < 0 ? "↓ " : "";
  return `${arrow}${isRate ? `${size.toLocaleString("en", { maximumFractionDigits: 1 })} pp` : writePercent(size)}`;
}

export function writePercent(figure: number): string {
  const digits = Math.abs(figure) < 10 ? 1 : 0;
  return `${figure.toLocaleString("en", { maximumFractionDigits: digits })}%`;
}

export function writeDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}

const countries = new Intl.DisplayNames("en", { type: "region" });
const languages = new Intl.DisplayNames("en", { type: "language" });
const country = (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code);

/** A value of a dimension as a person reads it; the API names what pages cannot. */
export function writeName(dimension: string, value: string, name = value): string {
  if (dimension === "visit:country") return country(value);
  if (dimension === "visit:region") return name;
  if (dimension === "visit:language" && /^[a-z]{2,3}(-\w+)*$/i.test(value))
    return languages.of(value) ?? value;
  return value;
}
