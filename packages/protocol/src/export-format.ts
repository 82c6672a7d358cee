/** What rows can be exported as, by `?format=`; the queries' own replies are `json`. */
export const EXPORT_FORMATS = ["csv", "ndjson", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
