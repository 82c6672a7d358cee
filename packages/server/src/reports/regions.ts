import { breakdown } from "./breakdown.ts";

export const regions = breakdown({
  name: "regions",
  title: "Regions",
  dimensions: ["visit:region"],
});
