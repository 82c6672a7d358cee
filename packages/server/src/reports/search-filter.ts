import {
  type Dimension,
  type Filter,
  isFilterDimension,
  isNameDimension,
  NAME_DIMENSIONS,
} from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import { countryCodes } from "./name-values.ts";

const MAX_LENGTH = 200;
/** As many as a filter may have. */
const VALUES_AT_ONCE = 200;

/** The filter for rows whose dimension contains a text, whatever the case of A to Z. Throws BadRequest. */
export function searchFilter(dimension: Dimension | undefined, text: string): Filter {
  if (text.length > MAX_LENGTH) throw new BadRequest(`search must have 1 to ${MAX_LENGTH} characters`);
  const searched =
    dimension !== undefined && isNameDimension(dimension) ? NAME_DIMENSIONS[dimension] : dimension;
  if (searched === undefined || !isFilterDimension(searched))
    throw new BadRequest(`search: rows by ${searched ?? "nothing"} hold no text to look for`);
  const contains: Filter = ["contains", searched, [text], { case_sensitive: false }];
  return searched === "visit:country" ? ["or", [contains, ...countriesCalled(text)]] : contains;
}

/** Countries are stored by their codes and read by their names. */
function countriesCalled(text: string): Filter[] {
  const codes = countryCodes(text);
  const filters: Filter[] = [];
  for (let from = 0; from < codes.length; from += VALUES_AT_ONCE) {
    filters.push(["is", "visit:country", codes.slice(from, from + VALUES_AT_ONCE)]);
  }
  return filters;
}
