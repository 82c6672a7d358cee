import { breakdown } from "./breakdown.ts";

export const referrers = breakdown({
  name: "referrers",
  title: "Referrers",
  dimensions: ["visit:referrer"],
});
