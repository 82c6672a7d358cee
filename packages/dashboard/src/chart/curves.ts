import { area, line } from "d3-shape";

type Place = (index: number) => number;

/** SVG path through the values at these indices. */
export function linePath(indices: readonly number[], x: Place, y: Place): string {
  return line<number>(x, y)(indices) ?? "";
}

/** SVG path of what lies between the values and the axis. */
export function areaPath(indices: readonly number[], x: Place, y: Place, bottom: number): string {
  return area<number>(x, bottom, y)(indices) ?? "";
}

export const indicesOf = (values: readonly unknown[]): number[] => values.map((_value, index) => index);
