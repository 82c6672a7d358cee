import { expect, it } from "vitest";
import { createDateFormat, dateIn } from "./date.ts";

const AT = Date.parse("2026-11-30T02:34:46Z");

it.each([
  { zone: "UTC", date: "2026-11-30", time: "2:34:46 AM" },
  { zone: "America/Los_Angeles", date: "2026-11-29", time: "6:34:46 PM" },
  { zone: "Asia/Kathmandu", date: "2026-11-30", time: "8:19:46 AM" },
])("tells date and time by the clock of $zone", ({ zone, date, time }) => {
  expect(dateIn(zone, AT)).toBe(date);
  expect(createDateFormat("en").timeIn(zone, AT).replace(/\s/, " ")).toBe(time);
});

it.each([
  {
    label: "2026-10-26",
    interval: "week",
    within: ["2026-10-31", "2026-11-29"],
    shown: "Oct 31 – Nov 1, 2026",
  },
  { label: "2026-11-23", interval: "week", within: ["2026-10-31", "2026-11-29"], shown: "Nov 23 – 29, 2026" },
  {
    label: "2026-09-01",
    interval: "month",
    within: ["2026-09-25", "2026-11-30"],
    shown: "Sep 25 – 30, 2026",
  },
  { label: "2026-10-01", interval: "month", within: ["2026-09-25", "2026-11-30"], shown: "October 2026" },
  { label: "2026-09-01", interval: "month", within: undefined, shown: "September 2026" },
] as const)("says of the $interval of $label those days that the period holds: $shown", (of) => {
  const { label, interval, within, shown } = of;
  const said = createDateFormat("en").bucket(label, interval, within);
  expect(said.replaceAll(/[\u2009\u00a0]/g, " ")).toBe(shown);
});
