import { describe, expect, it } from "vitest";
import { NOON, uuid } from "../../../test/build/build-envelope.ts";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { assignId } from "./assign-id.ts";

describe("assignId", () => {
  it.each([
    { what: "a UUID", id: uuid(5).toUpperCase(), is: uuid(5) },
    { what: "a ULID", id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", is: "01563e3a-b5d3-d676-4c61-efb99302bd5b" },
  ])("keeps $what of the client, so that its retry counts once", ({ id, is }) => {
    const intake = buildIntake({ payload: { id } });
    expect(assignId(intake)).toBe("ok");
    expect(intake.id).toBe(is);
  });

  it("makes one of the moment of receipt for an event without", () => {
    const [first, second] = [buildIntake(), buildIntake()];
    assignId(first);
    assignId(second);
    expect(first.id).not.toBe(second.id);
    expect(Number.parseInt(first.id.replaceAll("-", "").slice(0, 12), 16)).toBeGreaterThanOrEqual(NOON);
  });
});
