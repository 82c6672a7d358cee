import { breakdown } from "./breakdown.ts";

export const exitPages = breakdown({
  name: "exit-pages",
  title: "Exit pages",
  dimensions: ["visit:exit_page"],
  metrics: ["visitors", "visits", "exit_rate"],
});
