import { breakdown } from "./breakdown.ts";

export const operatingSystemVersions = breakdown({
  name: "operating-system-versions",
  title: "Operating system versions",
  dimensions: ["visit:os", "visit:os_version"],
});
