/**
 * Rounds to a number of decimals, halves away from zero: -12.5 is -13, and 2.345 with two decimals is 2.35. Works on
 * the decimal text of the number, since 1.005 * 100 is less than 100.5.
 */
export function roundHalfAway(value: number, places = 0): number {
  if (!Number.isFinite(value)) return value;
  const size = moved(Math.round(moved(Math.abs(value), places)), -places);
  return value < 0 && size !== 0 ? -size : size;
}

/** Returns the whole number nearest to a quotient of whole numbers, halves away from zero. `below` must not be 0. */
export function nearestQuotient(above: bigint, below: bigint): bigint {
  const [part, whole] = [sizeOf(above), sizeOf(below)];
  const size = (2n * part + whole) / (2n * whole);
  return above < 0n === below < 0n ? size : -size;
}

const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value);

/** Returns the number with its decimal point moved to the right. */
function moved(value: number, places: number): number {
  const [digits = "0", exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}
