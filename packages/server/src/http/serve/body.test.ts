import { gzipSync } from "node:zlib";
import { LIMITS } from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyFault, readJson } from "./body.ts";

function faultOf(bytes: Buffer | undefined): [number, string] | null {
  try {
    readJson(bytes);
    return null;
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    return [error.status, error.message];
  }
}

const nested = (depth: number, open = "[", close = "]") => `${open.repeat(depth)}${close.repeat(depth)}`;

describe("readJson", () => {
  it("reads what JSON.parse reads, plain or gzipped", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("\\u0000"));
        expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text));
        expect(readJson(gzipSync(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    { what: "no body", bytes: undefined, fault: [400, "the body is empty"] },
    { what: "an empty body", bytes: Buffer.alloc(0), fault: [400, "the body is empty"] },
    { what: "no JSON", bytes: Buffer.from("{"), fault: [400, "the body is not valid JSON"] },
    { what: "NaN", bytes: Buffer.from('{"a":NaN}'), fault: [400, "the body is not valid JSON"] },
    { what: "Infinity", bytes: Buffer.from('{"a":Infinity}'), fault: [400, "the body is not valid JSON"] },
    { what: "a raw NUL", bytes: Buffer.from('{"a":"\0"}'), fault: [400, "the body is not valid JSON"] },
    {
      what: "an escaped NUL",
      bytes: Buffer.from('{"a":"x\\u0000"}'),
      fault: [400, "the body contains a NUL character"],
    },
    {
      what: "a NUL behind an escaped backslash",
      bytes: Buffer.from('{"a":"\\\\\\u0000"}'),
      fault: [400, "the body contains a NUL character"],
    },
    {
      what: "a NUL as key",
      bytes: Buffer.from('{"\\u0000":1}'),
      fault: [400, "the body contains a NUL character"],
    },
    {
      what: "an overlong form",
      bytes: Buffer.from([0x22, 0xc0, 0x80, 0x22]),
      fault: [400, "the body is not valid UTF-8"],
    },
    {
      what: "a cut UTF-8 sequence",
      bytes: Buffer.from([0x22, 0xe2, 0x82, 0x22]),
      fault: [400, "the body is not valid UTF-8"],
    },
    {
      what: "an encoded surrogate",
      bytes: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
      fault: [400, "the body is not valid UTF-8"],
    },
    {
      what: "UTF-16",
      bytes: Buffer.from("\ufeff{}", "utf16le"),
      fault: [400, "the body is not valid UTF-8"],
    },
    { what: "torn gzip", bytes: gzipSync("{}").subarray(0, 12), fault: [400, "the body is not valid gzip"] },
    { what: "gzip of nothing", bytes: gzipSync(""), fault: [400, "the body is not valid JSON"] },
    {
      what: "two bytes that begin gzip",
      bytes: Buffer.from([0x1f, 0x8b]),
      fault: [400, "the body is not valid gzip"],
    },
    {
      what: "33 levels",
      bytes: Buffer.from(nested(33)),
      fault: [400, "the body is nested deeper than 32 levels"],
    },
    {
      what: "33 levels of objects",
      bytes: Buffer.from(nested(33, '{"a":', "}")),
      fault: [400, "the body is nested deeper than 32 levels"],
    },
    {
      what: "a byte too many",
      bytes: Buffer.from(`"${"x".repeat(LIMITS.bodyBytes - 1)}"`),
      fault: [413, "the body is larger than 1048576 bytes"],
    },
    {
      what: "a byte too many, gzipped",
      bytes: gzipSync(`"${"x".repeat(LIMITS.bodyBytes - 1)}"`),
      fault: [413, "the body is larger than 1048576 bytes"],
    },
    {
      what: "a gzip bomb",
      bytes: gzipSync(Buffer.alloc(200 * 1024 * 1024)),
      fault: [413, "the body is larger than 1048576 bytes"],
    },
  ])("refuses $what", ({ bytes, fault }) => {
    expect(faultOf(bytes)).toEqual(fault);
  });

  it.each([
    { what: "32 levels", bytes: Buffer.from(nested(32)) },
    { what: "as many brackets in a text", bytes: Buffer.from(JSON.stringify("[".repeat(100))) },
    { what: "brackets behind an escaped quote", bytes: Buffer.from(JSON.stringify(`"${"[".repeat(100)}`)) },
    { what: "a backslash and the letters u0000", bytes: Buffer.from('{"a":"\\\\u0000"}') },
    { what: "exactly 1 MB", bytes: Buffer.from(`"${"x".repeat(LIMITS.bodyBytes - 2)}"`) },
    { what: "exactly 1 MB, gzipped", bytes: gzipSync(`"${"x".repeat(LIMITS.bodyBytes - 2)}"`) },
  ])("takes $what", ({ bytes }) => {
    expect(faultOf(bytes)).toBeNull();
  });

  it.each([
    { what: "a million levels", bytes: () => Buffer.from("[".repeat(1_000_000)) },
    {
      what: "a megabyte of backslashes and a NUL",
      bytes: () => Buffer.from(`"${"\\\\".repeat(500_000)}\\u0000"`),
    },
    { what: "a megabyte of almost NULs", bytes: () => Buffer.from(`"${"\\\\u0000".repeat(120_000)}"`) },
    { what: "a gzip bomb", bytes: () => gzipSync(Buffer.alloc(50 * 1024 * 1024)) },
  ])("blocks the loop for less than 50 ms with $what", ({ bytes }) => {
    const body = bytes();
    faultOf(body);
    const times = Array.from({ length: 3 }, () => {
      const startedAt = performance.now();
      faultOf(body);
      return performance.now() - startedAt;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it("keeps __proto__ a key like any other", () => {
    const value = readJson(Buffer.from('{"__proto__":{"polluted":true}}'));
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
