import { breakdown } from "./breakdown.ts";

export const operatingSystems = breakdown({
  name: "operating-systems",
  title: "Operating systems",
  dimensions: ["visit:os"],
});
