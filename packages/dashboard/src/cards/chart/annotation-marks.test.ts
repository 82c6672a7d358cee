import { describe, expect, it } from "vitest";
import { annotationMarks } from "./annotation-marks.ts";

const seriesOf = (...labels: string[]) => ({ points: labels.map((label) => ({ label, figures: {} })) });
const note = (date: string, text = "Launch") => ({ date, text });

describe("annotationMarks", () => {
  it("marks the day, and says all that was noted about it", () => {
    const marks = annotationMarks(
      [note("2026-03-09"), note("2026-03-09", "Outage"), note("2026-03-08")],
      seriesOf("2026-03-08", "2026-03-09"),
      "2026-03-09",
    );
    expect(marks).toEqual([
      { index: 1, texts: ["Launch", "Outage"] },
      { index: 0, texts: ["Launch"] },
    ]);
  });

  it("marks the first hour of the day, and the week or month that has it", () => {
    const hours = seriesOf("2026-03-08 23:00:00", "2026-03-09 00:00:00", "2026-03-09 01:00:00");
    expect(annotationMarks([note("2026-03-09")], hours, "2026-03-09")).toEqual([
      { index: 1, texts: ["Launch"] },
    ]);
    const months = seriesOf("2026-02-01", "2026-03-01");
    expect(annotationMarks([note("2026-02-17")], months, "2026-03-31")).toEqual([
      { index: 0, texts: ["Launch"] },
    ]);
  });

  it("leaves out what lies before or after", () => {
    const days = seriesOf("2026-03-08", "2026-03-09");
    expect(annotationMarks([note("2026-03-07"), note("2026-03-10")], days, "2026-03-09")).toEqual([]);
  });
});
