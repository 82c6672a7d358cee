import { expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { currentTimeZone, timeZoneName } from "./time-zone.ts";
import { TIME_ZONE_NAMES } from "./time-zone-names.data.ts";

it.each([
  { text: "Europe/Berlin", name: "Europe/Berlin", current: "Europe/Berlin", what: "a zone of one name" },
  { text: "europe/berlin", name: "Europe/Berlin", current: "Europe/Berlin", what: "small letters" },
  { text: "AMERICA/NEW_YORK", name: "America/New_York", current: "America/New_York", what: "capitals" },
  {
    text: "America/Port-au-Prince",
    name: "America/Port-au-Prince",
    current: "America/Port-au-Prince",
    what: "a small word",
  },
  { text: "Asia/Calcutta", name: "Asia/Calcutta", current: "Asia/Kolkata", what: "Chromium's name" },
  {
    text: "asia/kolkata",
    name: "Asia/Kolkata",
    current: "Asia/Kolkata",
    what: "Firefox's, in small letters",
  },
  { text: "Europe/Kiev", name: "Europe/Kiev", current: "Europe/Kyiv", what: "a city that is spelt anew" },
  { text: "US/Pacific", name: "US/Pacific", current: "America/Los_Angeles", what: "a name of the past" },
  { text: "America/Coyhaique", name: "America/Coyhaique", current: "America/Coyhaique", what: "one of 2025" },
  { text: "utc", name: "UTC", current: "UTC", what: "UTC" },
  { text: "Etc/UTC", name: "Etc/UTC", current: "UTC", what: "UTC by another name" },
  { text: "GMT", name: "GMT", current: "UTC", what: "Greenwich" },
  { text: "Etc/GMT+5", name: "Etc/GMT+5", current: "Etc/GMT+5", what: "a zone of an offset" },
  { text: "EST5EDT", name: "EST5EDT", current: "EST5EDT", what: "an abbreviation, which is no city" },
  { text: "EST", name: "EST", current: "EST", what: "one that Panama keeps" },
  { text: "Etc/Unknown", name: "", current: "", what: "a browser that knows none" },
  { text: "etc/unknown", name: "", current: "", what: "the same in small letters" },
  { text: "+05:30", name: "", current: "", what: "an offset" },
  { text: "-0500", name: "", current: "", what: "an offset without a colon" },
  { text: "UTC+2", name: "", current: "", what: "an offset of UTC" },
  { text: "IST", name: "", current: "", what: "an abbreviation of three countries" },
  { text: "Factory", name: "", current: "", what: "no zone of the database's" },
  { text: "localtime", name: "", current: "", what: "a file beside the zones" },
  { text: "undefined", name: "", current: "", what: "what scripts send for none" },
  { text: " Europe/Berlin", name: "", current: "", what: "a blank" },
  { text: "../etc/passwd", name: "", current: "", what: "a path" },
  { text: "constructor", name: "", current: "", what: "an inherited name" },
  { text: "__proto__", name: "", current: "", what: "another" },
  { text: "", name: "", current: "", what: "nothing" },
])("$what: $text is $name, by its present name $current", ({ text, name, current }) => {
  expect(timeZoneName(text)).toBe(name);
  expect(currentTimeZone(text)).toBe(current);
});

it("knows no name that this runtime does not, and gives all names of a zone the same time", () => {
  for (const line of TIME_ZONE_NAMES.trim().split("\n")) {
    const offsets = line
      .trim()
      .split(" ")
      .map((timeZone) =>
        ["2025-01-15T12:00Z", "2025-07-15T12:00Z"]
          .map((at) => new Intl.DateTimeFormat("en", { timeZone, timeStyle: "short" }).format(new Date(at)))
          .join(" "),
      );
    expect(new Set(offsets).size, line).toBe(1);
  }
});

it("knows every zone of this runtime, and names each by its present name once", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  expect(zones.filter((zone) => timeZoneName(zone) !== zone)).toEqual([]);
  expect(zones.filter((zone) => currentTimeZone(currentTimeZone(zone)) !== currentTimeZone(zone))).toEqual(
    [],
  );
});

it("refuses invented names without asking the runtime", () => {
  const cpuMs = cpuMsOf(() => {
    for (let at = 0; at < 100_000; at++) currentTimeZone(`Nowhere/City${at}`);
  });
  expect(cpuMs).toBeLessThan(1000);
});
