import { WORLD } from "virtual:world";
import { memo, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import styles from "./world-map.module.css";

export interface WorldMapProps {
  readonly label: string;
  /** By ISO 3166-1 alpha-2 code. */
  readonly values: ReadonlyMap<string, number>;
  readonly onChoose?: (country: string, exclude: boolean) => void;
}

/** The world, each country shaded by its value. The list of countries says the same to those who can't see or point. */
export function WorldMap({ label, values, onChoose }: WorldMapProps) {
  const [pointed, setPointed] = useState<string | null>(null);
  const { names, numbers } = useTexts();
  return (
    <div className={styles.frame}>
      <svg
        viewBox={`0 0 ${WORLD.width} ${WORLD.height}`}
        role="img"
        aria-label={label}
        className={styles.map}
      >
        <Shapes values={values} onChoose={onChoose} onPoint={setPointed} />
      </svg>
      <div className={styles.pointed}>
        {pointed !== null && `${names.country(pointed)}: ${numbers.count(values.get(pointed) ?? 0)}`}
      </div>
    </div>
  );
}

interface ShapesProps {
  readonly values: ReadonlyMap<string, number>;
  readonly onChoose: WorldMapProps["onChoose"];
  readonly onPoint: (country: string | null) => void;
}

/** Drawn again for new values only, not for every country that is pointed at. */
const Shapes = memo(function Shapes({ values, onChoose, onPoint }: ShapesProps) {
  const most = Math.max(1, ...values.values());
  return WORLD.countries.map(({ code, path }) => {
    const value = values.get(code) ?? 0;
    // A square root, or all but the first country would look empty.
    const heat = value === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(value / most);
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the tab with the list of countries is the keyboard's way
      <path
        key={path}
        d={path}
        className={value > 0 ? styles.visited : styles.land}
        style={{ "--heat": heat } as never}
        onPointerEnter={() => onPoint(code === "" ? null : code)}
        onPointerLeave={() => onPoint(null)}
        onClick={value > 0 ? (event) => onChoose?.(code, event.altKey) : undefined}
      />
    );
  });
});
