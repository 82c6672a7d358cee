import type { Metric } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { Dip } from "./dips.ts";
import type { Series } from "./series.ts";
import styles from "./time-chart.module.css";

const WIDTH = 210;

export interface ChartTooltipProps {
  readonly metric: Metric;
  readonly nameOf: (metric: Metric) => string;
  readonly series: Series;
  readonly compared: Series | undefined;
  /** Index of the bucket. */
  readonly at: number;
  /** About the bucket's days. */
  readonly notes: readonly string[];
  readonly dip: Dip | undefined;
  readonly x: number;
  readonly width: number;
}

/** All metrics of the bucket under the crosshair, the chart's own first. */
export function ChartTooltip(props: ChartTooltipProps) {
  const { metric, nameOf, series, compared, at, notes, dip, x, width } = props;
  const { t, dates, numbers } = useTexts();
  const { interval, within, currency } = series;
  const point = series.points[at];
  const before = compared?.points[at];
  if (point === undefined) return null;
  const others = (Object.keys(point.figures) as Metric[]).filter((name) => name !== metric);
  const left = x + WIDTH + 16 > width ? Math.max(0, x - WIDTH - 12) : x + 12;
  return (
    <div className={styles.tooltip} style={{ left, width: WIDTH }}>
      <div className={styles.when}>
        {dates.bucket(point.label, interval, within)}
        {at === series.partial && ` · ${t("chart.partial")}`}
      </div>
      <dl className={styles.figures}>
        {[metric, ...others].map((name) => (
          <div key={name} className={name === metric ? styles.first : styles.other}>
            <dt>{nameOf(name)}</dt>
            <dd>{numbers.exact(name, point.figures[name] ?? null, currency)}</dd>
          </div>
        ))}
      </dl>
      {before !== undefined && (
        <div className={styles.before}>
          {dates.bucket(before.label, interval, compared?.within)}:{" "}
          {numbers.exact(metric, before.figures[metric] ?? null, compared?.currency)}
        </div>
      )}
      {notes.map((note) => (
        <div key={note} className={styles.note}>
          <bdi>{note}</bdi>
        </div>
      ))}
      {dip !== undefined && (
        <div className={styles.low}>{t("chart.dip", { change: numbers.percent(dip.change) })}</div>
      )}
    </div>
  );
}
