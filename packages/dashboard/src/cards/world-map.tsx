import { useElementSize } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import type { FeatureCollection } from "geojson";
import { memo, useMemo, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { atlasQuery } from "./atlas.ts";
import { COUNTRY_CODES } from "./country-codes.data.ts";
import styles from "./world-map.module.css";

const ASPECT = 0.52;
/** Antarctica: nobody browses there, and it would take a fifth of the card. */
const LEFT_OUT = "AQ";

const CODES: ReadonlyMap<string, string> = new Map(
  COUNTRY_CODES.trim()
    .split(/\s+/)
    .map((code) => [code.slice(2), code.slice(0, 2)]),
);

interface Country {
  readonly code: string;
  readonly key: string;
  readonly path: string;
}

export interface WorldMapProps {
  readonly label: string;
  /** By ISO 3166-1 alpha-2 code. */
  readonly values: ReadonlyMap<string, number>;
  readonly onChoose?: (country: string, exclude: boolean) => void;
}

/** The world, each country shaded by its value. The list of countries says the same to those who can't see or point. */
export function WorldMap({ label, values, onChoose }: WorldMapProps) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<string | null>(null);
  const { names, numbers } = useTexts();
  const { data: atlas } = useQuery(atlasQuery);
  const fitted = Math.min(width, height / ASPECT);
  const countries = useMemo(
    () => (atlas === undefined || fitted <= 0 ? [] : draw(atlas, fitted)),
    [atlas, fitted],
  );
  return (
    <div className={styles.frame} ref={ref}>
      <svg width={fitted} height={fitted * ASPECT} role="img" aria-label={label} className={styles.map}>
        <Shapes countries={countries} values={values} onChoose={onChoose} onPoint={setPointed} />
      </svg>
      <div className={styles.pointed}>
        {pointed !== null && `${names.country(pointed)}: ${numbers.count(values.get(pointed) ?? 0)}`}
      </div>
    </div>
  );
}

interface ShapesProps {
  readonly countries: readonly Country[];
  readonly values: ReadonlyMap<string, number>;
  readonly onChoose: WorldMapProps["onChoose"];
  readonly onPoint: (country: string | null) => void;
}

/** Drawn again for new values only, not for every country that is pointed at. */
const Shapes = memo(function Shapes({ countries, values, onChoose, onPoint }: ShapesProps) {
  const most = Math.max(1, ...values.values());
  return countries.map(({ code, key, path }) => {
    const value = values.get(code) ?? 0;
    // A square root, or all but the first country would look empty.
    const heat = value === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(value / most);
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the tab with the list of countries is the keyboard's way
      <path
        key={key}
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

function draw({ features }: FeatureCollection, width: number): Country[] {
  const known = features
    .map((land, index) => ({ land, index, code: CODES.get(String(land.id)) ?? "" }))
    .filter(({ code }) => code !== LEFT_OUT);
  const projection = geoNaturalEarth1().fitSize([width, width * ASPECT], {
    type: "FeatureCollection",
    features: known.map(({ land }) => land),
  });
  const toPath = geoPath(projection).digits(1);
  return known.map(({ land, index, code }) => ({ code, key: `${code}${index}`, path: toPath(land) ?? "" }));
}
