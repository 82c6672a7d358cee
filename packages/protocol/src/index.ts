export * from "./client.ts";
export * from "./drop-reasons.ts";
export * from "./export-format.ts";
export * from "./limits.ts";
export * from "./native-event.ts";
export * from "./query.ts";
export * from "./query-names.ts";
export * from "./report.ts";
