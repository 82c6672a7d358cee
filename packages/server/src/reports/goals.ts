import { breakdown } from "./breakdown.ts";

export const goals = breakdown({
  name: "goals",
  title: "Goals",
  dimensions: ["event:goal"],
  metrics: ["visitors", "events", "conversion_rate"],
});
