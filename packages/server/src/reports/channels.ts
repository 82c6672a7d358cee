import { breakdown } from "./breakdown.ts";

export const channels = breakdown({
  name: "channels",
  title: "Channels",
  dimensions: ["visit:channel"],
});
