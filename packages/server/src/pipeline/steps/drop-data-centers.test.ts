import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { createDropDataCenters } from "./drop-data-centers.ts";

const isDataCenter = (ip: string) => ip.startsWith("198.51.100.");

describe("dropDataCenters", () => {
  it.each([
    { ip: "198.51.100.7", actor: "browser", result: { drop: "data_center" } },
    { ip: "203.0.113.7", actor: "browser", result: "ok" },
    { ip: "", actor: "browser", result: "ok" },
    // Where servers report what happened, data centres are where they stand.
    { ip: "198.51.100.7", actor: "server", result: "ok" },
    { ip: "198.51.100.7", actor: "nobody", result: "ok" },
  ] as const)("an event of a $actor at $ip: $result", ({ ip, actor, result }) => {
    const dropDataCenters = createDropDataCenters({ isDataCenter });
    expect(dropDataCenters(buildIntake({ payload: { actor }, sender: { ip } }))).toEqual(result);
  });

  it("looks an address up once for a visitor, and gives the same answer again", () => {
    let asked = 0;
    const dropDataCenters = createDropDataCenters({
      isDataCenter: (ip) => ++asked > 0 && isDataCenter(ip),
    });
    for (const [ip, result] of [
      ["198.51.100.7", { drop: "data_center" }],
      ["203.0.113.7", "ok"],
    ] as const) {
      asked = 0;
      const intake = buildIntake({ sender: { ip } });
      expect([dropDataCenters(intake), dropDataCenters(intake)]).toEqual([result, result]);
      expect(asked).toBe(1);
    }
  });

  it("passes counted page views, which have no visitor", () => {
    const dropDataCenters = createDropDataCenters({ isDataCenter });
    expect(dropDataCenters(buildIntake({ sender: { ip: "198.51.100.7" }, known: null }))).toBe("ok");
  });
});
