import { WORLD } from "virtual:world";
import { memo, type PointerEvent, useCallback, useRef, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { HeatLegend } from "../heatmap/heat-legend.tsx";
import { Mark } from "../marks/mark.tsx";
import { PointerTip, placeIn, type TipPlace } from "../pointer-tip.tsx";
import styles from "./world-map.module.css";

export interface WorldMapProps {
  readonly label: string;
  /** By ISO 3166-1 alpha-2 code. */
  readonly values: ReadonlyMap<string, number>;
  readonly onChoose?: (country: string, exclude: boolean) => void;
}

type Pointed = TipPlace & { readonly country: string };

/** A square root, or all but the first country would look empty; none that was visited looks like one that was not. */
const heatOf = (part: number): number => 0.2 + 0.8 * Math.sqrt(part);

/** The world, each country shaded by its value. The list of countries says the same to those who can't see or point. */
export function WorldMap({ label, values, onChoose }: WorldMapProps) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { names, numbers } = useTexts();
  const most = Math.max(1, ...values.values());
  const point = useCallback((country: string | null, event: PointerEvent) => {
    setPointed(country === null ? null : { ...placeIn(frame.current, event), country });
  }, []);
  return (
    <>
      <div className={styles.frame} ref={frame}>
        <svg
          viewBox={`0 0 ${WORLD.width} ${WORLD.height}`}
          role="img"
          aria-label={label}
          className={styles.map}
        >
          <Shapes values={values} most={most} onChoose={onChoose} onPoint={point} />
        </svg>
        {pointed !== null && (
          <PointerTip place={pointed}>
            <Mark dimension="visit:country" value={pointed.country} />
            {names.country(pointed.country)}
            <strong>{numbers.count(values.get(pointed.country) ?? 0)}</strong>
          </PointerTip>
        )}
      </div>
      <HeatLegend most={most} heatOf={heatOf} ground="var(--land)" />
    </>
  );
}

interface ShapesProps {
  readonly values: ReadonlyMap<string, number>;
  readonly most: number;
  readonly onChoose: WorldMapProps["onChoose"];
  readonly onPoint: (country: string | null, event: PointerEvent) => void;
}

/** Drawn again for new values only, not for every country that is pointed at. */
const Shapes = memo(function Shapes({ values, most, onChoose, onPoint }: ShapesProps) {
  // A finger points first, and chooses what it pointed at before.
  const touched = useRef<string | null>(null);
  return WORLD.countries.map(({ code, path }) => {
    const value = values.get(code) ?? 0;
    function choose(country: string, event: { altKey: boolean; pointerType?: string }): void {
      const isFirstTouch = event.pointerType === "touch" && touched.current !== country;
      touched.current = country;
      if (!isFirstTouch) onChoose?.(country, event.altKey);
    }
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the tab with the list of countries is the keyboard's way
      <path
        key={path}
        d={path}
        className={value > 0 ? styles.visited : styles.land}
        style={{ "--heat": value === 0 ? 0 : heatOf(value / most) } as never}
        onPointerMove={(event) => onPoint(code === "" ? null : code, event)}
        onPointerDown={(event) => onPoint(code === "" ? null : code, event)}
        onPointerLeave={(event) => event.pointerType !== "touch" && onPoint(null, event)}
        onClick={
          value > 0 ? (event) => choose(code, event.nativeEvent as globalThis.PointerEvent) : undefined
        }
      />
    );
  });
});
