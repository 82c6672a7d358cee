import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { openGeo } from "../../drivers/geo/index.ts";
import { createPutPlace } from "./put-place.ts";

const HANNOVER = { country: "DE", region: "DE-NI", city: "Hannover" };
const inHannover = { name: "test", locate: () => HANNOVER };

describe("putPlace", () => {
  it.each([
    { geoPrecision: "city", place: HANNOVER },
    { geoPrecision: "region", place: { country: "DE", region: "DE-NI", city: "" } },
    { geoPrecision: "country", place: { country: "DE", region: "", city: "" } },
    { geoPrecision: "none", place: { country: "", region: "", city: "" } },
  ] as const)("keeps no more than the site allows: $geoPrecision", ({ geoPrecision, place }) => {
    const intake = buildIntake({ site: { geoPrecision } });
    expect(createPutPlace({ geo: inHannover })(intake)).toBe("ok");
    expect(intake.place).toEqual(place);
  });

  it("tells the same visitor's place to a stricter site no more precisely", () => {
    const putPlace = createPutPlace({ geo: inHannover });
    const { known } = buildIntake();
    putPlace(buildIntake({ site: { geoPrecision: "city" }, known }));
    const strict = buildIntake({ site: { geoPrecision: "country" }, known });
    putPlace(strict);
    expect(strict.place.city).toBe("");
  });

  it("knows no place behind counted page views", () => {
    const intake = buildIntake({ known: null });
    createPutPlace({ geo: inHannover })(intake);
    expect(intake.place.country).toBe("");
  });

  it.each(["127.0.0.1", "::1", "", "no address", "::ffff:10.0.0.1", "999.1.1.1", "fe80::1%eth0"])(
    "costs no event when the address is %j",
    async (ip) => {
      const intake = buildIntake({ sender: { ip } });
      createPutPlace({ geo: await openGeo(null) })(intake);
      expect(intake.place.country).toBe("");
    },
  );

  it("takes the country of the time zone where the database knows none, if the site keeps countries", async () => {
    const geo = await openGeo(null);
    const atHome = { sender: { ip: "192.168.1.20" }, payload: { timezone: "Europe/Lisbon" } };
    const placed = (more: object) => {
      const intake = buildIntake({ ...atHome, ...more });
      createPutPlace({ geo })(intake);
      return intake.place;
    };
    expect(placed({})).toEqual({ country: "PT", region: "", city: "" });
    expect(placed({ sender: { ip: "8.8.8.8" } }).country).toBe("US");
    expect(placed({ site: { geoPrecision: "none" } }).country).toBe("");
    expect(placed({ payload: { timezone: "Mars/Olympus" } }).country).toBe("");
  });

  it("finds a country in the packaged database, IPv4 within IPv6 included", async () => {
    const geo = await openGeo(null);
    expect(geo.locate("8.8.8.8").country).toBe("US");
    expect(geo.locate("::ffff:8.8.8.8").country).toBe("US");
  });
});
