import { useTexts } from "../../i18n/use-texts.tsx";
import styles from "./heat-legend.module.css";

const STEPS = [0.25, 0.5, 0.75, 1] as const;

export interface HeatLegendProps {
  /** The figure of the strongest colour. */
  readonly most: number;
  /** Colour, 0 to 1, of a part of the most. */
  readonly heatOf: (part: number) => number;
  /** What land or cells without anything look like. */
  readonly ground: string;
}

/** What the shades stand for, in four steps. */
export function HeatLegend({ most, heatOf, ground }: HeatLegendProps) {
  const { numbers } = useTexts();
  // Few visitors make fewer steps: none says the same figure twice.
  const steps = STEPS.map((part) => ({ part, figure: Math.ceil(most * part) })).filter(
    ({ figure }, at, all) => figure !== all[at + 1]?.figure,
  );
  return (
    <ul className={styles.legend} style={{ "--ground": ground } as never}>
      {[{ part: 0, figure: 0 }, ...steps].map(({ part, figure }) => (
        <li key={part}>
          <span className={styles.shade} style={{ "--heat": part === 0 ? 0 : heatOf(part) } as never} />
          {numbers.compact(figure)}
        </li>
      ))}
    </ul>
  );
}
