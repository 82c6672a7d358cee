import { breakdown } from "./breakdown.ts";

export const browserVersions = breakdown({
  name: "browser-versions",
  title: "Browser versions",
  dimensions: ["visit:browser", "visit:browser_version"],
});
