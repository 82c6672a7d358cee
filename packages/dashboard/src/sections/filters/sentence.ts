import type { Comparison, Filter } from "@millrace/protocol";
import { dimensionName } from "../../cards/table/table-card.tsx";
import type { Texts } from "../../i18n/use-texts.tsx";
import { isComparison } from "../../view/filter-text.ts";

/** A filter as a sentence: `Page is /pricing or /docs`. */
export function sentenceOf(filter: Filter, texts: Texts, segments: ReadonlyMap<number, string>): string {
  const { t } = texts;
  if (filter[1] === "segment") {
    const names = (filter[2] as readonly number[]).map((id) => segments.get(id) ?? `#${id}`);
    return `${t("dimension.segment")} ${t("filter.is")} ${names.join(` ${t("filter.or")} `)}`;
  }
  if (isComparison(filter)) return comparisonSentence(filter, texts);
  const inner = (one: Filter) => sentenceOf(one, texts, segments);
  switch (filter[0]) {
    case "and":
    case "or":
      return (filter[1] as readonly Filter[])
        .map((one) => wrapped(one, inner))
        .join(` ${t(`filter.${filter[0]}`)} `);
    default:
      return `${t(`filter.${filter[0] as "not"}`)} ${wrapped(filter[1] as Filter, inner)}`;
  }
}

function wrapped(filter: Filter, inner: (filter: Filter) => string): string {
  return filter[0] === "and" || filter[0] === "or" ? `(${inner(filter)})` : inner(filter);
}

function comparisonSentence([operator, dimension, values]: Comparison, texts: Texts): string {
  const { t, names } = texts;
  const shown = values.map((value) => names.value(dimension, value)).join(` ${t("filter.or")} `);
  return `${dimensionName(dimension, texts)} ${t(`filter.${operator}`)} ${shown}`;
}
