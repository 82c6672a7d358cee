import {
  type Dimension,
  type Filter,
  isFilterDimension,
  isNameDimension,
  NAME_DIMENSIONS,
} from "@millrace/protocol";
import { BadRequest } from "../../domain/errors.ts";
import { countryCodes } from "../name-values.ts";
import { regionCodes } from "../region-names.ts";

const MAX_LENGTH = 200;
/** The most values that a filter may have. */
const VALUES_AT_ONCE = 200;

/** Returns the filter for rows whose dimension contains a text, ignoring the case of A to Z. Throws BadRequest. */
export function searchFilter(dimension: Dimension | undefined, text: string): Filter {
  if (text.length > MAX_LENGTH) throw new BadRequest(`search must have 1 to ${MAX_LENGTH} characters`);
  const searched =
    dimension !== undefined && isNameDimension(dimension) ? NAME_DIMENSIONS[dimension] : dimension;
  if (searched === undefined || !isFilterDimension(searched))
    throw new BadRequest(`search: rows by ${searched ?? "nothing"} have no text to search`);
  const contains: Filter = ["contains", searched, [text], { case_sensitive: false }];
  if (searched === "visit:country") return ["or", [contains, ...isAnyOf(searched, countryCodes(text))]];
  if (searched === "visit:region") return ["or", [contains, ...isAnyOf(searched, regionCodes(text))]];
  return contains;
}

/** Filters a dimension that is stored by code and shown by name. */
function isAnyOf(dimension: "visit:country" | "visit:region", codes: readonly string[]): Filter[] {
  const filters: Filter[] = [];
  for (let from = 0; from < codes.length; from += VALUES_AT_ONCE) {
    filters.push(["is", dimension, codes.slice(from, from + VALUES_AT_ONCE)]);
  }
  return filters;
}
