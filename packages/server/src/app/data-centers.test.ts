import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useTempFolders } from "../../test/build/temp-folder.ts";
import { ConfigError } from "./config.ts";
import { openDataCenters } from "./data-centers.ts";

const newFolder = useTempFolders();

function fileOf(lines: readonly string[], lineEnd = "\n"): string {
  const path = join(newFolder(), "ranges.txt");
  writeFileSync(path, lines.join(lineEnd));
  return path;
}

async function faultsOf(path: string): Promise<string[]> {
  try {
    await openDataCenters(path);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n");
  }
}

describe("openDataCenters", () => {
  it.each(["\n", "\r\n"])("reads one range a line, whatever ends it: %j", async (lineEnd) => {
    const lines = ["# a provider", "198.51.100.0/24", "", "  2001:db8::/32  # its IPv6", "192.0.2.1", ""];
    const isDataCenter = await openDataCenters(fileOf(lines, lineEnd));
    for (const ip of ["198.51.100.7", "2001:db8::7", "192.0.2.1"]) expect(isDataCenter(ip), ip).toBe(true);
    for (const ip of ["198.51.101.7", "2001:db9::7", "192.0.2.2", ""])
      expect(isDataCenter(ip), ip).toBe(false);
  });

  it("reads ranges in any spelling", async () => {
    const lines = ["::ffff:198.51.100.0/120", "::ffff:c000:200/120", "2001:0DB8:0000::/32"];
    const isDataCenter = await openDataCenters(fileOf(lines));
    for (const ip of ["198.51.100.7", "192.0.2.7", "2001:db8::7"]) expect(isDataCenter(ip), ip).toBe(true);
  });

  it("takes no address for a data centre's without a file", async () => {
    expect((await openDataCenters(null))("198.51.100.7")).toBe(false);
  });

  it("names the lines at fault, and how many more there are", async () => {
    const path = fileOf(["10.0.0.0/8", "10.0.0.0/33", "", "AS64500"]);
    expect(await faultsOf(path)).toEqual([
      `DATA_CENTER_RANGES=${path}, line 2: 10.0.0.0/33 is neither an address nor a CIDR range such as 10.0.0.0/8`,
      `DATA_CENTER_RANGES=${path}, line 4: AS64500 is neither an address nor a CIDR range such as 10.0.0.0/8`,
    ]);
    const page = fileOf(Array<string>(20).fill("<p>not found</p>"));
    expect(await faultsOf(page)).toHaveLength(6);
    expect((await faultsOf(page)).at(-1)).toBe("and 15 more");
  });

  it("names a file that is not there", async () => {
    expect(await faultsOf("/nowhere/ranges.txt")).toEqual([
      expect.stringMatching(/^DATA_CENTER_RANGES=\/nowhere\/ranges.txt: can't be read \(ENOENT/),
    ]);
  });
});
