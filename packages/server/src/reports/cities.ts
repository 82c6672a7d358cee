import { breakdown } from "./breakdown.ts";

export const cities = breakdown({
  name: "cities",
  title: "Cities",
  dimensions: ["visit:city"],
});
