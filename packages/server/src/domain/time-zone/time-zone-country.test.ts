import { expect, it } from "vitest";
import { countryOfTimeZone } from "./time-zone-country.ts";

it.each([
  ["Europe/Berlin", "DE"],
  ["Asia/Kolkata", "IN"],
  ["Asia/Calcutta", "IN"],
  ["America/Argentina/Buenos_Aires", "AR"],
  ["Atlantic/Reykjavik", "IS"],
  ["Africa/Asmera", "ER"],
  ["America/Coral_Harbour", "CA"],
  ["Pacific/Truk", "FM"],
  ["US/Pacific", "US"],
  ["europe/kiev", "UA"],
  ["Etc/Unknown", ""],
  ["EST", ""],
  ["CET", ""],
  ["UTC", ""],
  ["Etc/GMT+5", ""],
  ["constructor", ""],
  ["", ""],
])("%s is in %j", (zone, country) => {
  expect(countryOfTimeZone(zone)).toBe(country);
});

it("knows every zone of a place that this runtime knows", () => {
  const places = Intl.supportedValuesOf("timeZone").filter((zone) => zone.includes("/"));
  expect(places.filter((zone) => countryOfTimeZone(zone) === "")).toEqual([]);
});
