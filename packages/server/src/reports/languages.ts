import { breakdown } from "./breakdown.ts";

export const languages = breakdown({
  name: "languages",
  title: "Languages",
  dimensions: ["visit:language"],
});
