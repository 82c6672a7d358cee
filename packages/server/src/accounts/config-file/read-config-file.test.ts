import { describe, expect, it } from "vitest";
import { ConfigFileFaults, readConfigFile } from "./read-config-file.ts";

describe("a configuration file", () => {
  it.each([
    { what: "broken syntax", lines: ["sites: [", "  name"], fault: /^\d+:\d+ Flow sequence.*must/ },
    {
      what: "unknown keys, each at its place",
      lines: ["sites:", "  - name: a.example", "    colour: red", "    shape: round"],
      fault: /^4:5 sites\.0: unknown key "colour"\n5:5 sites\.0: unknown key "shape"$/,
    },
    {
      what: "faults of form and of meaning at once",
      lines: ["sites: [{ name: a, timezone: Wien, domains: 7, goals: [{ evnt: x }, {}] }]"],
      fault:
        /domains: .*expected array.*unknown key "evnt".*goals\.1: a goal needs.*timezone: "Wien" is not/s,
    },
    {
      what: "a number for a name",
      lines: ["sites: [{ name: 7 }]"],
      fault: /^2:17 sites\.0\.name: .*expected string/,
    },
    { what: "a key twice", lines: ["version: 1"], fault: /^2:1 Map keys must be unique/ },
    { what: "a tag", lines: ["sites: [{ name: !!binary aGk= }]"], fault: /^2:26 sites.0.name/ },
    { what: "an unknown tag", lines: ["sites: !!js/function x"], fault: /^2:8 Unresolved tag/ },
    { what: "a second document", lines: ["---", "version: 1"], fault: /multiple documents/ },
    { what: "a text with NUL", lines: ['teams: [{ name: "a\\0" }]'], fault: /^2:17 .*can't be stored/ },
    {
      what: "aliases that grow without end",
      lines: [
        "a: &a [x, x]",
        ..."bcdefgh".split("").map((key, at) => `${key}: &${key} [${`*${"abcdefgh"[at]},`.repeat(9)}]`),
      ],
      fault: /^1:1 .*alias/,
    },
    {
      what: "a fault in a filter",
      lines: ["sites: [{ name: a, segments: [{ name: s, filters: [[like, x, [y]]] }] }]"],
      fault: /^2:\d+ sites.0.segments.0.filters.*unknown filter operator/,
    },
  ])("is refused for $what", async ({ lines, fault }) => {
    const read = readConfigFile(`version: 1\n${lines.join("\n")}\n`);
    await expect(read).rejects.toThrow(ConfigFileFaults);
    await expect(read).rejects.toThrow(fault);
  });

  it.each(["", "[]", "version: 2\nteams: []", "teams: []", "version: '1'"])(
    "of a version that is not known is refused: %j",
    async (text) => {
      await expect(readConfigFile(text)).rejects.toThrow(/^1:\d+ /);
    },
  );

  it("needs nothing but its version", async () => {
    expect((await readConfigFile("version: 1")).file).toEqual({});
  });
});
