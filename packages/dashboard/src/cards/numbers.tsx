import { Menu, Skeleton, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { type Figure, METRICS, type Metric, type ReportReply } from "@millrace/protocol";
import { useId } from "react";
import { isBetterWhenLower, isSignificant, unitOf } from "../format/number.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { DownIcon } from "../icons.tsx";
import { useSite } from "../site/site-context.tsx";
import { Failure } from "./card.tsx";
import { HEADLINES, overviewParams } from "./card-params.ts";
import styles from "./numbers.module.css";
import { useReport } from "./use-report.ts";

/** Others that the chart can show, as far as the filters let them be counted. */
const FURTHER: readonly Metric[] = [
  "events",
  "total_revenue",
  "time_on_page",
  "scroll_depth",
  "conversion_rate",
];
export const CHART_METRICS = METRICS.filter((metric) => [...HEADLINES, ...FURTHER].includes(metric));

/** The numbers of the period with their changes; each is the chart's when it is chosen. */
export function Numbers() {
  const { t } = useTexts();
  const { view, change, period } = useSite();
  const group = useId();
  const query = useReport("overview", overviewParams(view, period));
  if (query.data === undefined && query.error !== null)
    return <Failure error={query.error} retry={query.refetch} />;
  return (
    <div className={styles.numbers} role="radiogroup" aria-label={t("metric.label")}>
      {HEADLINES.map((metric) => (
        <NumberTile
          key={metric}
          group={group}
          metric={metric}
          reply={query.data}
          isChosen={view.metric === metric}
          onChoose={() => change({ metric })}
        />
      ))}
    </div>
  );
}

interface NumberTileProps {
  readonly group: string;
  readonly metric: Metric;
  readonly reply: ReportReply | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function NumberTile({ group, metric, reply, isChosen, onChoose }: NumberTileProps) {
  const { t, numbers } = useTexts();
  const at = reply?.query.metrics.indexOf(metric) ?? -1;
  const row = reply?.results[0];
  const figure = row?.metrics[at] ?? null;
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
          <span className={styles.figure} title={numbers.exact(metric, figure)}>
            <span aria-hidden="true">{numbers.short(metric, figure)}</span>
            <VisuallyHidden>{numbers.exact(metric, figure)}</VisuallyHidden>
          </span>
          {comparison !== undefined && (
            <Change
              metric={metric}
              change={comparison.change[at] ?? null}
              now={figure}
              before={comparison.metrics[at] ?? null}
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
}

/** Arrow and colour; grey where chance alone could have brought it. */
function Change({ metric, change, now, before }: ChangeProps) {
  const { numbers } = useTexts();
  if (change === null) return null;
  const isCount = unitOf(metric) === "count";
  const isNoise = change === 0 || (isCount && !isSignificant(now ?? 0, before ?? 0));
  const isBetter = isBetterWhenLower(metric) ? change < 0 : change > 0;
  const mood = isNoise ? styles.same : isBetter ? styles.better : styles.worse;
  const arrow = change > 0 ? "↑" : change < 0 ? "↓" : "";
  return (
    <span className={`${styles.change} ${mood}`} title={numbers.exact(metric, before)}>
      {arrow} {numbers.percent(Math.abs(change))}
    </span>
  );
}

/** Chooses any metric for the chart. */
export function MetricMenu() {
  const { t } = useTexts();
  const { view, change } = useSite();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={styles.metric}>
          {t(`metric.${view.metric}`)} <DownIcon size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {CHART_METRICS.map((metric) => (
          <Menu.Item key={metric} onClick={() => change({ metric })}>
            {t(`metric.${metric}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
