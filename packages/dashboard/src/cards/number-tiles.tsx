import { Skeleton, VisuallyHidden } from "@mantine/core";
import type { Figure, Metric, ReportReply } from "@millrace/protocol";
import { useId } from "react";
import { isBetterWhenLower, isSignificant, unitOf } from "../format/number.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { freshness } from "./card.tsx";
import { HEADLINES } from "./card-params.ts";
import styles from "./numbers.module.css";

export interface NumberTilesProps {
  readonly query: { readonly data: ReportReply | undefined; readonly isPlaceholderData: boolean };
  /** The period is not over: its numbers, and those of as much of the one before, still grow. */
  readonly isRunning: boolean;
  readonly chosen: Metric;
  readonly onChoose: (metric: Metric) => void;
}

/** The headlines side by side; dimmed while they are still those of the view before. */
export function NumberTiles({ query, isRunning, chosen, onChoose }: NumberTilesProps) {
  const { t } = useTexts();
  const group = useId();
  return (
    <div className={`${styles.numbers} ${freshness(query)}`} role="radiogroup" aria-label={t("metric.label")}>
      {HEADLINES.map((metric) => (
        <NumberTile
          key={metric}
          group={group}
          metric={metric}
          reply={query.data}
          isRunning={isRunning}
          isChosen={chosen === metric}
          onChoose={() => onChoose(metric)}
        />
      ))}
    </div>
  );
}

export interface NumberTileProps {
  readonly group: string;
  readonly metric: Metric;
  readonly reply: ReportReply | undefined;
  readonly isRunning: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** A number of the period, with its change where there is something to compare with. */
export function NumberTile({ group, metric, reply, isRunning, isChosen, onChoose }: NumberTileProps) {
  const { t, numbers } = useTexts();
  const at = reply?.query.metrics.indexOf(metric) ?? -1;
  const row = reply?.results[0];
  const figure = row?.metrics[at] ?? null;
  const currency = reply?.meta.revenue_currency;
  // Where nobody was before, every rate of then is the rate of nothing.
  const comparison = row?.comparison?.metrics.some(Boolean) ? row.comparison : undefined;
  return (
    <label className={styles.tile}>
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      <span className={styles.label}>{t(`metric.${metric}`)}</span>
      {reply === undefined ? (
        <Skeleton className={styles.bone ?? ""} />
      ) : (
        <span className={styles.line}>
          <span className={styles.figure} title={numbers.exact(metric, figure, currency)}>
            <span aria-hidden="true">{numbers.short(metric, figure, currency)}</span>
            <VisuallyHidden>{numbers.exact(metric, figure, currency)}</VisuallyHidden>
          </span>
          {comparison !== undefined && (
            <Change
              metric={metric}
              change={comparison.change[at] ?? null}
              now={figure}
              before={comparison.metrics[at] ?? null}
              currency={currency}
              isRunning={isRunning}
            />
          )}
        </span>
      )}
    </label>
  );
}

interface ChangeProps {
  readonly metric: Metric;
  readonly change: Figure;
  readonly now: Figure;
  readonly before: Figure;
  readonly currency: string | undefined;
  readonly isRunning: boolean;
}

/** Arrow and colour; grey where chance alone could have brought it, and while the period still grows. */
function Change({ metric, change, now, before, currency, isRunning }: ChangeProps) {
  const { t, numbers } = useTexts();
  if (change === null) return null;
  const unit = unitOf(metric);
  const isNoise = isRunning || change === 0 || (unit === "count" && !isSignificant(now ?? 0, before ?? 0));
  const isBetter = isBetterWhenLower(metric) ? change < 0 : change > 0;
  const mood = isNoise ? styles.same : isBetter ? styles.better : styles.worse;
  const arrow = change > 0 ? "↑" : change < 0 ? "↓" : "";
  const size = Math.abs(change);
  const was = numbers.exact(metric, before, currency);
  return (
    <span className={`${styles.change} ${mood}`} title={isRunning ? `${was} · ${t("change.running")}` : was}>
      {arrow}{" "}
      {unit === "percent" ? t("change.points", { points: numbers.points(size) }) : numbers.percent(size)}
      {isRunning && <VisuallyHidden>, {t("change.running")}</VisuallyHidden>}
    </span>
  );
}
