import { EXPORT_FORMATS } from "@millrace/protocol";
import { queryParameter, text } from "../../serve/openapi.ts";

/** The parameter of endpoints that return JSON or a file of rows. */
export const FORMAT = queryParameter(
  "format",
  "Returns a file of rows instead of JSON. The Accept header does the same.",
  { schema: { enum: ["json", ...EXPORT_FORMATS] } },
);

/** The formats of files of rows. */
export const ROW_FILES = {
  ...text("text/csv"),
  ...text("application/x-ndjson"),
  ...text("application/vnd.apache.parquet"),
};
