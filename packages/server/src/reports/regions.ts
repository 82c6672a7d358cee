import { breakdown } from "./breakdown.ts";

/** By code; `names` beside a row has its name. */
export const regions = breakdown({
  name: "regions",
  title: "Regions",
  dimensions: ["visit:region"],
});
