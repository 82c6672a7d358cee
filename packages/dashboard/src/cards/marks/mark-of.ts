/** Has a twin in `marks/draw-marks.mjs`. */
const idOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** What stands before a value: a symbol of a sprite, a device's shape, or the first letter of a name. */
export type Mark =
  | { readonly kind: "flag" | "mark" | "device"; readonly id: string }
  | { readonly kind: "letter"; readonly letter: string };

const NAMED: readonly string[] = [
  "visit:source",
  "visit:referrer",
  "visit:utm_source",
  "visit:browser",
  "visit:os",
];
const DEVICES: readonly string[] = ["desktop", "mobile", "tablet", "tv", "console"];

/** The mark of a row's first value; null where such values have none. */
export function markOf(dimension: string, value: string, marks: ReadonlySet<string>): Mark | null {
  if (value === "" || value.startsWith("(")) return null;
  if (dimension === "visit:country" || dimension === "visit:region") {
    const code = /^([A-Z]{2})(?:-|$)/.exec(value)?.[1];
    return code === undefined ? null : { kind: "flag", id: code };
  }
  if (dimension === "visit:device") return DEVICES.includes(value) ? { kind: "device", id: value } : null;
  if (!NAMED.includes(dimension)) return null;
  const id = [idOf(value), idOf(hostName(value))].find((one) => marks.has(one));
  if (id !== undefined) return { kind: "mark", id };
  const letter = /[\p{L}\p{N}]/u.exec(value.replace(/^www\./, ""))?.[0];
  return letter === undefined ? null : { kind: "letter", letter: letter.toUpperCase() };
}

/** `github` of `gist.github.com/a`. */
function hostName(value: string): string {
  const [host = ""] = value.split("/");
  return host.split(".").at(-2) ?? "";
}
