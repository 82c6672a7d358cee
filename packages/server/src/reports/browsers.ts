import { breakdown } from "./breakdown.ts";

export const browsers = breakdown({
  name: "browsers",
  title: "Browsers",
  dimensions: ["visit:browser"],
});
