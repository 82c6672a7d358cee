import { useElementSize } from "@mantine/hooks";
import type { Figure, Metric } from "@millrace/protocol";
import { useId, useMemo } from "react";
import { weekdayOf } from "../../format/date.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import type { AnnotationMark } from "./annotation-marks.ts";
import { ChartTable } from "./chart-table.tsx";
import { ChartTooltip } from "./chart-tooltip.tsx";
import { areaPath, indicesOf, linePath, lonelyOf } from "./curves.ts";
import { CHART_HEIGHT, type Geometry, MARGIN, measureChart } from "./measure-chart.ts";
import { begunPoints, partsOf, type Series } from "./series.ts";
import styles from "./time-chart.module.css";
import { anchorOf } from "./time-ticks.ts";
import { useCrosshair } from "./use-crosshair.ts";

export interface TimeChartProps {
  readonly label: string;
  readonly metric: Metric;
  readonly nameOf: (metric: Metric) => string;
  readonly series: Series;
  /** The same buckets of the period that is compared with. */
  readonly compared?: Series | undefined;
  /** What was noted about its days. */
  readonly marks: readonly AnnotationMark[];
  /** Chooses buckets first to last, by their index. */
  readonly onZoom?: ((first: number, last: number) => void) | undefined;
}

/** A metric over time. The axis begins at 0, always. */
export function TimeChart(props: TimeChartProps) {
  const { label, metric, nameOf, series, compared, marks, onZoom } = props;
  const { t, numbers } = useTexts();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const helpId = useId();
  const geometry = useMemo(
    () =>
      measureChart(width, metric, series, compared, (value) => numbers.short(metric, value, series.currency)),
    [width, metric, series, compared, numbers],
  );
  const cursor = useCrosshair({
    count: series.begun,
    indexAt: geometry.indexAt,
    onZoom,
  });
  const spoken = useBucketText(metric, series, cursor.at);
  const notes = marks.find(({ index }) => index === cursor.at)?.texts ?? [];
  return (
    <div className={styles.frame} ref={ref} style={{ height: CHART_HEIGHT }}>
      {width > 0 && (
        <div
          className={styles.chart}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-describedby={helpId}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, series.begun - 1)}
          aria-valuenow={cursor.at ?? 0}
          aria-valuetext={[spoken, ...notes].join(". ")}
          {...cursor.handlers}
        >
          <Drawing {...{ metric, series, geometry, marks }} cursor={cursor.at} brush={cursor.brush} />
          {cursor.at !== null && (
            <ChartTooltip
              metric={metric}
              nameOf={nameOf}
              series={series}
              compared={compared}
              at={cursor.at}
              notes={notes}
              dip={dipAt(geometry.dips, cursor.at)}
              x={geometry.x(cursor.at)}
              width={width}
            />
          )}
        </div>
      )}
      <span id={helpId} hidden>
        {t("chart.help")}
      </span>
      <ChartTable label={label} nameOf={nameOf} series={series} />
    </div>
  );
}

const dipAt = (dips: Geometry["dips"], at: number) =>
  dips.find(({ first, last }) => first <= at && at <= last);

function useBucketText(metric: Metric, series: Series, at: number | null): string {
  const { dates, numbers } = useTexts();
  const point = at === null ? begunPoints(series).at(-1) : series.points[at];
  if (point === undefined) return "";
  const figure = numbers.exact(metric, point.figures[metric] ?? null, series.currency);
  return `${dates.bucket(point.label, series.interval, series.within)}: ${figure}`;
}

interface DrawingProps {
  readonly metric: Metric;
  readonly series: Series;
  readonly geometry: Geometry;
  readonly marks: readonly AnnotationMark[];
  readonly cursor: number | null;
  readonly brush: readonly [number, number] | null;
}

function Drawing({ metric, series, geometry, marks, cursor, brush }: DrawingProps) {
  const hatch = useId();
  const { width, values, others, x, y, bottom, dips } = geometry;
  const placeOf = (figures: readonly Figure[]) => (index: number) => {
    const figure = figures[index] ?? null;
    return figure === null ? null : y(figure);
  };
  const at = placeOf(values);
  const pointed = cursor === null ? null : at(cursor);
  const parts = partsOf(series);
  const whole = indicesOf(values).filter((index) => !parts.includes(index));
  // A line to what is there in part says less than one between whole buckets.
  const uncertain = [...new Set(parts.map((index) => Math.max(0, index - 1)))].map((from) => [
    from,
    from + 1,
  ]);
  return (
    <svg
      width={width}
      height={CHART_HEIGHT}
      viewBox={`0 0 ${width} ${CHART_HEIGHT}`}
      className={styles.drawing}
      aria-hidden="true"
    >
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="6" className={styles.hatch} />
        </pattern>
      </defs>
      <Weekends series={series} geometry={geometry} />
      <Axes metric={metric} series={series} geometry={geometry} />
      <path d={linePath(indicesOf(others), x, placeOf(others))} className={styles.compared} />
      <path d={areaPath(whole, x, at, bottom)} className={styles.area} />
      <path d={linePath(whole, x, at)} className={styles.line} />
      {uncertain.map((ends) => (
        <g key={ends[0]}>
          <path d={areaPath(ends, x, at, bottom)} fill={`url(#${hatch})`} />
          <path d={linePath(ends, x, at)} className={styles.running} />
        </g>
      ))}
      {lonelyOf(values).map((index) => (
        <circle
          key={index}
          cx={x(index)}
          cy={at(index) ?? 0}
          r={values.length === 1 ? 4 : 2.5}
          className={styles.dot}
        />
      ))}
      {dips.map(({ index, first, last }) => (
        <path
          key={index}
          d={`M${x(index) - 5} ${bottom - 2}h10l-5 -8z M${x(first)} ${bottom - 2}H${x(last)}v2H${x(first)}z`}
          className={styles.dip}
        />
      ))}
      {marks.map(({ index }) => (
        <g key={index} className={styles.mark}>
          <line x1={x(index)} x2={x(index)} y1={MARGIN.top} y2={bottom} />
          <circle cx={x(index)} cy={MARGIN.top} r={4.5} />
        </g>
      ))}
      {brush !== null && (
        <rect
          x={x(brush[0])}
          width={Math.max(1, x(brush[1]) - x(brush[0]))}
          y={MARGIN.top}
          height={bottom - MARGIN.top}
          className={styles.brush}
        />
      )}
      {cursor !== null && (
        <>
          <line x1={x(cursor)} x2={x(cursor)} y1={MARGIN.top} y2={bottom} className={styles.crosshair} />
          {pointed !== null && <circle cx={x(cursor)} cy={pointed} r={4} className={styles.dot} />}
        </>
      )}
    </svg>
  );
}

function Weekends({ series, geometry }: { series: Series; geometry: Geometry }) {
  if (series.interval !== "day" || series.points.length < 3) return null;
  const { x, left, right, bottom } = geometry;
  const half = (x(1) - x(0)) / 2;
  return series.points.map(({ label }, index) =>
    weekdayOf(label) < 6 ? null : (
      <rect
        key={label}
        x={Math.max(left, x(index) - half)}
        width={Math.min(right, x(index) + half) - Math.max(left, x(index) - half)}
        y={MARGIN.top}
        height={bottom - MARGIN.top}
        className={styles.weekend}
      />
    ),
  );
}

function Axes({ metric, series, geometry }: { metric: Metric; series: Series; geometry: Geometry }) {
  const { numbers, dates } = useTexts();
  const { yTicks, xTicks, x, y, left, right } = geometry;
  return (
    <>
      {yTicks.map((value) => (
        <g key={value}>
          <line
            x1={left}
            x2={right}
            y1={y(value)}
            y2={y(value)}
            className={value === 0 ? styles.base : styles.grid}
          />
          <text x={left - 8} y={y(value) + 4} textAnchor="end" className={styles.tick}>
            {numbers.short(metric, value, series.currency)}
          </text>
        </g>
      ))}
      {xTicks.map(({ index, by }) => (
        <text
          key={index}
          x={x(index)}
          y={CHART_HEIGHT - 6}
          textAnchor={anchorOf(x(index), { left, right })}
          className={styles.tick}
        >
          {dates.tick(series.points[index]?.label ?? "", series.interval === "month" ? "month" : by)}
        </text>
      ))}
    </>
  );
}
