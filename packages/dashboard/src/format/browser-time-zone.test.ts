import { expect, it } from "vitest";
import { browserTimeZone } from "./browser-time-zone.ts";

it.each([
  ["Europe/Berlin", "Europe/Berlin"],
  ["Asia/Calcutta", "Asia/Calcutta"],
  ["Etc/GMT+5", "Etc/GMT+5"],
  ["Etc/Unknown", "UTC"],
  ["Nowhere/Land", "UTC"],
  ["+05:30", "UTC"],
  ["-03:00", "UTC"],
  ["", "UTC"],
])("offers for %j %s", (zone, offered) => {
  expect(browserTimeZone(zone)).toBe(offered);
});
