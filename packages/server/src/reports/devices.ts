import { breakdown } from "./breakdown.ts";

export const devices = breakdown({
  name: "devices",
  title: "Devices",
  dimensions: ["visit:device"],
});
