import { breakdown } from "./breakdown.ts";

export const events = breakdown({
  name: "events",
  title: "Events",
  dimensions: ["event:name"],
  metrics: ["visitors", "events"],
  // Page views have reports of their own.
  filters: [["is_not", "event:name", ["pageview"]]],
});
