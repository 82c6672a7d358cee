import { VisuallyHidden } from "@mantine/core";
import type { Figure, Metric, ReportReply } from "@millrace/protocol";
import { type ReactNode, useId } from "react";
import { moodOf, writeChange } from "../../format/change.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { freshness } from "../card.tsx";
import styles from "./numbers.module.css";

export interface NumberTilesProps {
  readonly query: { readonly data: ReportReply | undefined; readonly isPlaceholderData: boolean };
  readonly metrics: readonly Metric[];
  readonly nameOf: (metric: Metric) => string;
  /** The period is not over: its numbers, and those of as much of the one before, still grow. */
  readonly isRunning: boolean;
  readonly chosen: Metric;
  readonly onChoose: (metric: Metric) => void;
  /** Tiles behind those of the metrics. */
  readonly children?: ReactNode;
}

/** The headlines side by side; dimmed while they are still those of the view before. */
export function NumberTiles(props: NumberTilesProps) {
  const { query, metrics, nameOf, isRunning, chosen, onChoose, children } = props;
  const { t } = useTexts();
  const group = useId();
  return (
    <div className={`${styles.numbers} ${freshness(query)}`} role="radiogroup" aria-label={t("metric.label")}>
      {metrics.map((metric) => (
        <NumberTile
          key={metric}
          group={group}
          metric={metric}
          name={nameOf(metric)}
          reply={query.data}
          isRunning={isRunning}
          isChosen={chosen === metric}
          onChoose={() => onChoose(metric)}
        />
      ))}
      {children}
    </div>
  );
}

export interface NumberTileProps {
  readonly group: string;
  readonly metric: Metric;
  readonly name: string;
  readonly reply: ReportReply | undefined;
  readonly isRunning: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** A number of the period, with its change where there is something to compare with. */
export function NumberTile({ group, isChosen, onChoose, ...number }: NumberTileProps) {
  return (
    <label className={styles.tile}>
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      <TileContent {...number} />
    </label>
  );
}

type TileContentProps = Pick<NumberTileProps, "metric" | "name" | "reply" | "isRunning">;

/** A number that the chart can't draw: the same, with nothing to choose. */
export function FixedTile(props: TileContentProps) {
  return (
    <div className={styles.tile} data-fixed>
      <TileContent {...props} />
    </div>
  );
}

function TileContent({ metric, name, reply, isRunning }: TileContentProps) {
  const { t, numbers } = useTexts();
  const at = reply?.query.metrics.indexOf(metric) ?? -1;
  const row = reply?.results[0];
  const figure = row?.metrics[at] ?? null;
  const currency = reply?.meta.revenue_currency;
  const exact = numbers.exact(metric, figure, currency);
  const comparison = hasBefore(reply) && isWholeBefore(reply) ? row?.comparison : undefined;
  return (
    <>
      <span className={styles.label} {...(metric === "visitors" && { title: t("metric.visitorsDaily") })}>
        {name}
      </span>
      {reply === undefined ? (
        <span className={`bone ${styles.bone}`} />
      ) : (
        <span className={styles.line}>
          <span className={styles.figure} title={exact}>
            <span aria-hidden="true">{numbers.short(metric, figure, currency)}</span>
            <VisuallyHidden>{exact}</VisuallyHidden>
          </span>
          {comparison !== undefined && (
            <Change
              metric={metric}
              change={comparison.change[at] ?? null}
              isSignificant={comparison.significant?.[at] ?? false}
              before={comparison.metrics[at] ?? null}
              currency={currency}
              isRunning={isRunning}
            />
          )}
        </span>
      )}
    </>
  );
}

/** Whether there was anything in the window that is compared with. Where nobody was, every rate of then is the rate of nothing. */
export const hasBefore = (reply: ReportReply | undefined): boolean =>
  reply?.results[0]?.comparison?.metrics.some(Boolean) ?? false;

/** Whether the window that is compared with was counted throughout: from one day of thirty everything rose by thousands of percent. */
export const isWholeBefore = (reply: ReportReply | undefined): boolean =>
  reply?.meta.comparison_begins === undefined;

interface ChangeProps {
  readonly metric: Metric;
  readonly change: Figure;
  readonly isSignificant: boolean;
  readonly before: Figure;
  readonly currency: string | undefined;
  readonly isRunning: boolean;
}

/** Arrow and colour; grey where chance alone could have brought it, and while the period still grows. */
function Change({ metric, change, isSignificant, before, currency, isRunning }: ChangeProps) {
  const texts = useTexts();
  const { t, numbers } = texts;
  if (change === null) return null;
  const mood = moodOf(metric, change, isSignificant && !isRunning);
  const was = numbers.exact(metric, before, currency);
  const why = isRunning ? t("change.running") : mood === "same" && change !== 0 ? t("change.chance") : null;
  return (
    <span className={styles.change} data-mood={mood} title={why === null ? was : `${was} · ${why}`}>
      {writeChange(metric, change, texts)}
      {isRunning && <VisuallyHidden>, {t("change.running")}</VisuallyHidden>}
    </span>
  );
}
