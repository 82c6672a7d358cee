import type { FilterDimension } from "@millrace/protocol";
import { type SiteSearch, writeView } from "../../view/site-search.ts";

/** The report of today by a value that is seen live, as the address of the site's page. */
export function filterLink(dimension: FilterDimension, value: string, exclude: boolean): SiteSearch {
  return writeView({ period: "day", filters: [[exclude ? "is_not" : "is", dimension, [value]]] });
}
