import type { Metric } from "@millrace/protocol";
import type { Texts } from "../i18n/use-texts.tsx";
import { isBetterWhenLower, unitOf } from "./number.ts";

/** How a change is coloured (`data-mood`, page.css): only where it is more than chance may bring. */
export type Mood = "better" | "worse" | "same";

export function moodOf(metric: Metric, change: number, isSignificant: boolean): Mood {
  if (!isSignificant || change === 0) return "same";
  return change < 0 === isBetterWhenLower(metric) ? "better" : "worse";
}

/** Arrow and size: in percent, in points where the metric is a percentage itself. */
export function writeChange(
  metric: Metric,
  change: number,
  { t, numbers }: Pick<Texts, "t" | "numbers">,
): string {
  const arrow = change > 0 ? "↑" : change < 0 ? "↓" : "";
  const size = Math.abs(change);
  const isShare = unitOf(metric) === "percent";
  const words = isShare ? t("change.points", { points: numbers.points(size) }) : numbers.percent(size);
  return `${arrow} ${words}`.trim();
}
