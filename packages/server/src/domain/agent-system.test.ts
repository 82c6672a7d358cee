import { describe, expect, it } from "vitest";
import { deviceOfSystem, systemVersionOf } from "./agent-system.ts";

describe("versions of systems", () => {
  it.each([
    ["Windows", "NT 10.0", "10"],
    ["Windows", "10", "10"],
    ["Windows", "10.0", "10"],
    ["Windows", "11", "11"],
    ["Windows", "NT 6.3", "8.1"],
    ["Windows", "NT 6.1", "7"],
    ["Windows", "XP", "XP"],
    ["Windows", "NT 5.1", "XP"],
    ["Windows", "Server 2003", "2003"],
    ["Windows", "constructor", ""],
    ["macOS", "10.15.7", ""],
    ["macOS", "10_15_7", ""],
    ["macOS", "10.15", ""],
    ["macOS", "10.14.6", "10.14"],
    ["macOS", "14.4.1", "14.4"],
    ["Android", "10", ""],
    ["Android", "10.0", ""],
    ["Android", "8.1.0", "8.1"],
    ["Android", "15", "15"],
    ["Android", "12.0", "12"],
    ["iOS", "26.0.1", "26.0"],
    ["iOS", "18.6.2", "18.6"],
    ["iOS", "26_1", "26.1"],
    ["Linux", "", ""],
    ["Linux", "jane@mail.example", ""],
    ["Linux", "22.04", ""],
    ["Chrome OS", "14541.0.0", ""],
    ["FreeBSD", "14.1", ""],
    ["PlayStation", "5.9", "5"],
    ["PlayStation", "4", "4"],
    ["KaiOS", "2.5.1", "2.5"],
  ])("%s %j is %j", (system, text, version) => {
    expect(systemVersionOf(system, text)).toBe(version);
  });

  it.each([
    ["Chrome OS", "desktop"],
    ["PlayStation", "console"],
    ["KaiOS", "mobile"],
    ["Linux", ""],
    ["Android", ""],
    ["iOS", ""],
    ["__proto__", ""],
  ])("%s runs on a device of type %j", (system, device) => {
    expect(deviceOfSystem(system)).toBe(device);
  });
});
