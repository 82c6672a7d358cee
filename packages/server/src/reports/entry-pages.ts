import { breakdown } from "./breakdown.ts";

export const entryPages = breakdown({
  name: "entry-pages",
  title: "Entry pages",
  dimensions: ["visit:entry_page"],
});
