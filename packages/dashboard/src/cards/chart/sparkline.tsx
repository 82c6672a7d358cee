import styles from "./sparkline.module.css";

const WIDTH = 200;
const HEIGHT = 44;

/** Values in a row, from 0 up. The figure beside it says what they add up to. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${index * step},${HEIGHT - 2 - (value / most) * (HEIGHT - 6)}`,
  );
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={styles.spark}
      aria-hidden="true"
    >
      <path d={`M0,${HEIGHT} L${points.join(" L")} L${WIDTH},${HEIGHT} Z`} className={styles.area} />
      <polyline points={points.join(" ")} className={styles.line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
