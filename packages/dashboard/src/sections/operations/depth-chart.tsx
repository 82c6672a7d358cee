import { Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { PipelineSample } from "@millrace/protocol";
import { areaPath, indicesOf, linePath } from "../../cards/chart/curves.ts";
import { createValueAxis, roomFor } from "../../cards/chart/value-axis.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import styles from "./depth-chart.module.css";

const HEIGHT = 140;
const LEFT = 48;
const BOTTOM = 20;

/** Events that waited, over time. */
export function DepthChart({ samples }: { samples: readonly PipelineSample[] }) {
  const { t, numbers, dates } = useTexts();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return <Text size="sm">{t("operations.depthEmpty")}</Text>;
  const axis = createValueAxis(
    Math.max(4, ...samples.map(({ waiting }) => waiting)),
    { top: 8, bottom: HEIGHT - BOTTOM },
    3,
  );
  const left = Math.max(LEFT, roomFor(axis.ticks.map(numbers.compact)));
  const length = Math.max(1, last.at - first.at);
  const x = (at: number) => left + (Math.max(1, width - 8 - left) * (at - first.at)) / length;
  const all = indicesOf(samples);
  const atX = (index: number) => x(samples[index]?.at ?? first.at);
  const atY = (index: number) => axis.y(samples[index]?.waiting ?? 0);
  const most = Math.max(...samples.map(({ waiting }) => waiting));
  return (
    <div ref={ref} style={{ height: HEIGHT }}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`${t("operations.depth")}: ≤ ${numbers.count(most)}`}
        className={styles.chart}
      >
        {axis.ticks.map((value) => (
          <g key={value}>
            <line x1={left} x2={width - 8} y1={axis.y(value)} y2={axis.y(value)} className={styles.grid} />
            <text x={left - 6} y={axis.y(value) + 4} textAnchor="end" className={styles.tick}>
              {numbers.compact(value)}
            </text>
          </g>
        ))}
        <path d={areaPath(all, atX, atY, HEIGHT - BOTTOM)} className={styles.area} />
        <path d={linePath(all, atX, atY)} className={styles.line} />
        <text x={left} y={HEIGHT - 4} className={styles.tick}>
          {dates.time(first.at)}
        </text>
        <text x={width - 8} y={HEIGHT - 4} textAnchor="end" className={styles.tick}>
          {dates.time(last.at)}
        </text>
      </svg>
    </div>
  );
}
