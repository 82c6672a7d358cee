import { breakdown } from "./breakdown.ts";

export const sources = breakdown({
  name: "sources",
  title: "Sources",
  dimensions: ["visit:source"],
});
