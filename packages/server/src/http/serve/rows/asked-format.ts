import { EXPORT_FORMATS, type ExportFormat } from "@millrace/protocol";
import { BadRequest } from "../../../domain/errors.ts";
import { ROW_FORMATS } from "./index.ts";

/**
 * Returns the format that `?format=` names, else the first one that the Accept header lists explicitly; null is JSON.
 * Throws BadRequest.
 */
export function askedFormat(named: string | undefined, accept: string | undefined): ExportFormat | null {
  if (named !== undefined && named !== "") {
    if (named === "json") return null;
    const format = EXPORT_FORMATS.find((one) => one === named);
    if (format !== undefined) return format;
    throw new BadRequest(`format: ${JSON.stringify(named)} is not one of json, ${EXPORT_FORMATS.join(", ")}`);
  }
  for (const part of (accept ?? "").split(",")) {
    const type = mediaType(part);
    if (type === "application/json") return null;
    const format = EXPORT_FORMATS.find((one) => mediaType(ROW_FORMATS[one].contentType) === type);
    if (format !== undefined) return format;
  }
  return null;
}

const mediaType = (text: string): string => (text.split(";")[0] ?? "").trim().toLowerCase();
