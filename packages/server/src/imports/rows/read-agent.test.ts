import { describe, expect, it } from "vitest";
import { readBrowser, readDevice, readSystem } from "./read-agent.ts";

describe("names of other systems", () => {
  it.each([
    { text: "Chrome 120.0.1", version: "", name: "Chrome", is: "120" },
    { text: "edge-chromium", version: "", name: "Microsoft Edge", is: "" },
    { text: "Safari", version: "17.4", name: "Safari", is: "17" },
    { text: "(not set)", version: "", name: "", is: "" },
    { text: "360 Browser", version: "", name: "360 Browser", is: "" },
  ])("the browser $text is $name $is", ({ text, version, name, is }) => {
    expect(readBrowser(text, version)).toEqual({ name, version: is });
  });

  it.each([
    { text: "Mac", version: "14.4", name: "macOS", is: "14.4" },
    { text: "Windows 10", version: "", name: "Windows", is: "10" },
    { text: "GNU/Linux", version: "", name: "Linux", is: "" },
    { text: "OS/2", version: "", name: "KaiOS", is: "" },
    { text: "constructor", version: "", name: "constructor", is: "" },
  ])("the system $text is $name $is", ({ text, version, name, is }) => {
    expect(readSystem(text, version)).toEqual({ name, version: is });
  });

  it("knows four classes of devices", () => {
    expect(["Desktop", "laptop", "Mobile", "Tablet", "Ultrawide"].map((text) => readDevice(text))).toEqual([
      "desktop",
      "desktop",
      "mobile",
      "tablet",
      "",
    ]);
  });
});
