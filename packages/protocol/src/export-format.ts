/** Formats in which rows can be exported, by `?format=`. Replies of queries themselves are `json`. */
export const EXPORT_FORMATS = ["csv", "ndjson", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
