/** What no column takes: a value that is none is refused by the engine with its row, never mended. */
const REFUSED = "refused";

const LARGEST = 2n ** 64n - 1n;

/** Decimal text of an unsigned 64-bit number as that of the signed one with the same bits. */
export function encodeUnsigned(decimal: string): string {
  if (!/^\d{1,20}$/.test(decimal)) return REFUSED;
  if (decimal.length < 19) return decimal;
  const value = BigInt(decimal);
  return value > LARGEST ? REFUSED : String(BigInt.asIntN(64, value));
}

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/** Epoch ms as ISO 8601 of the years 1 to 9999, which both sides write alike. */
export function encodeInstant(epochMs: number): string {
  if (!Number.isFinite(epochMs)) return REFUSED;
  return new Date(Math.min(Math.max(epochMs, FIRST), LAST)).toISOString();
}
