import { breakdown } from "./breakdown.ts";

export const pages = breakdown({
  name: "pages",
  title: "Pages",
  dimensions: ["event:page"],
  metrics: ["visitors", "pageviews", "bounce_rate", "time_on_page", "scroll_depth"],
});
