import type { BoundValue } from "../sql/binder.ts";
import { encodeInstant, encodeUnsigned } from "./values.ts";

/** A bound value as the server takes it. No stored text has a NUL, and PostgreSQL refuses to be asked for one. */
export function encodeBound({ type, value }: BoundValue): unknown {
  if (type === "instant") return encodeInstant(Number(value));
  if (type === "visitor") return encodeUnsigned(String(value));
  if (type === "text") return String(value).replaceAll("\0", "\ufffd");
  if (type === "texts") return (value as readonly string[]).filter((text) => !text.includes("\0"));
  return value;
}
