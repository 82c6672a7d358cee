import { useTexts } from "../../i18n/use-texts.tsx";
import { CHART_HEIGHT, MARGIN } from "./measure-chart.ts";
import styles from "./time-chart.module.css";

const LINES = 5;

/** The empty chart, while its numbers are on their way. */
export function ChartBones() {
  const { t } = useTexts();
  const height = CHART_HEIGHT - MARGIN.top - MARGIN.bottom;
  return (
    <svg className={styles.bones} role="status" aria-label={t("app.loading")} height={CHART_HEIGHT}>
      {Array.from({ length: LINES }, (_, line) => {
        const y = MARGIN.top + (height * line) / (LINES - 1);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
          <g key={line}>
            <rect x={18} y={y - 5} width={26} height={10} rx={3} className={styles.bone} />
            <line x1={MARGIN.left} x2="99%" y1={y} y2={y} className={styles.grid} />
          </g>
        );
      })}
    </svg>
  );
}
