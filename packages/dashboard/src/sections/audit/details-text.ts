import type { AuditDetails } from "@millrace/protocol";
import type { Texts } from "../../i18n/use-texts.tsx";

/** Writes the facts of an action: `Viewer → Admin`, or `Scopes: read; Sites: shop.example`. */
export function detailsText(details: AuditDetails, { t, named }: Pick<Texts, "t" | "named">): string {
  const { from, to, person, ...rest } = details;
  const parts: string[] = [];
  if (from !== undefined && to !== undefined)
    parts.push([from, to].map((one) => named(`role.${one}`, String(one ?? "–"))).join(" → "));
  else if (from !== undefined) parts.push(t("audit.before", { name: String(from) }));
  if (person === true) parts.push(t("audit.person"));
  for (const [name, value] of Object.entries(rest)) {
    if (value === null) continue;
    const text = Array.isArray(value) ? value.join(", ") : named(`role.${value}`, String(value));
    parts.push(`${named(`audit.detail.${name}`, name)}: ${text}`);
  }
  return parts.join("; ");
}
