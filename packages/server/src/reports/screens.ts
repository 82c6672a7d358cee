import { breakdown } from "./breakdown.ts";

export const screens = breakdown({
  name: "screens",
  title: "Screens",
  dimensions: ["visit:screen"],
});
