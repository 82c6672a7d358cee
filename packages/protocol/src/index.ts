export * from "./drop-reasons.ts";
export * from "./limits.ts";
export * from "./native-event.ts";
export * from "./query.ts";
export * from "./query-names.ts";
