import { breakdown } from "./breakdown.ts";

export const countries = breakdown({
  name: "countries",
  title: "Countries",
  dimensions: ["visit:country"],
  shape: "map",
});
