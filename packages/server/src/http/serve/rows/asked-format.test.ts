import { describe, expect, it } from "vitest";
import { BadRequest } from "../../../domain/errors.ts";
import { askedFormat } from "./asked-format.ts";

describe("askedFormat", () => {
  it.each([
    { named: undefined, accept: undefined, format: null },
    { named: undefined, accept: "*/*", format: null },
    { named: undefined, accept: "text/csv", format: "csv" },
    { named: undefined, accept: "Text/CSV;q=0.9, application/json", format: "csv" },
    { named: undefined, accept: "application/json, text/csv", format: null },
    { named: undefined, accept: "application/x-ndjson", format: "ndjson" },
    { named: undefined, accept: "application/vnd.apache.parquet", format: "parquet" },
    { named: "parquet", accept: "text/csv", format: "parquet" },
    { named: "json", accept: "text/csv", format: null },
    { named: "", accept: "text/csv", format: "csv" },
  ])("is $format for $named and $accept", ({ named, accept, format }) => {
    expect(askedFormat(named, accept)).toBe(format);
  });

  it("refuses a format that is none", () => {
    expect(() => askedFormat("xlsx", undefined)).toThrow(BadRequest);
  });
});
