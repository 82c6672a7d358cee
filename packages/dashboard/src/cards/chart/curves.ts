import { area, line } from "d3-shape";

type Place = (index: number) => number;
/** Null where the value is unknown: the curve has a gap there. */
type KnownPlace = (index: number) => number | null;

/** SVG path through the values at these indices. */
export function linePath(indices: readonly number[], x: Place, y: KnownPlace): string {
  const path = line<number>(x, (index) => y(index) ?? 0).defined((index) => y(index) !== null);
  return path(indices) ?? "";
}

/** SVG path of what lies between the values and the axis. */
export function areaPath(indices: readonly number[], x: Place, y: KnownPlace, bottom: number): string {
  const path = area<number>(x, bottom, (index) => y(index) ?? 0).defined((index) => y(index) !== null);
  return path(indices) ?? "";
}

/** Indices of values between two gaps, which no line passes through. */
export function lonelyOf(values: readonly (number | null)[]): number[] {
  const isKnown = (index: number) => (values[index] ?? null) !== null;
  return indicesOf(values).filter((index) => isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1));
}

export const indicesOf = (values: readonly unknown[]): number[] => values.map((_value, index) => index);
