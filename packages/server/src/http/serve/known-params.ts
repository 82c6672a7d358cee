import { BadRequest } from "../../domain/errors.ts";
import type { TextParams } from "./text-params.ts";

/** Returns the parameters unchanged. Throws BadRequest for one that is not among the names. */
export function refuseUnknown(params: TextParams, names: readonly string[]): TextParams {
  const unknown = Object.keys(params).find((name) => !names.includes(name));
  if (unknown === undefined) return params;
  throw new BadRequest(`unknown parameter ${JSON.stringify(unknown)}, expected one of ${names.join(", ")}`);
}
