import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGoldenEnvelopes, readGoldenRecord } from "../../../test/golden/read-record.ts";
import type { Envelope } from "../../domain/event/envelope.ts";
import { decodeEnvelope } from "../../domain/event/envelope-codec.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

/** A record of format 1 around any body, with a right checksum. */
function recordOf(body: string, count: number): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(10);
  header.write("M\u0001", "latin1");
  header.writeUInt32LE(crc32(bytes), 2);
  header.writeUInt32LE(count, 6);
  return Buffer.concat([header, bytes]);
}

const faultOf = (record: Buffer) => {
  const decoded = decodeRecord(record);
  return "fault" in decoded ? decoded.fault : null;
};

/** What format 1 had no field for yet. */
const LATER_FIELDS = {
  previousVisitorId: "0",
  clickId: "",
  engagedMs: 0,
  scrollDepth: 0,
  interactive: true,
};

const goldenEnvelopes = (): Envelope[] =>
  readGoldenEnvelopes<Envelope>("format-1").map((envelope) => ({ ...envelope, ...LATER_FIELDS }));

describe("a record of format 1 that an earlier release wrote", () => {
  it("gives its envelopes, so that an upgrade loses nothing that waits in the queue", () => {
    const record = decodeRecord(readGoldenRecord("format-1"));
    if ("fault" in record) throw new Error(record.fault);
    expect(record.envelopes.map(decodeEnvelope)).toEqual(goldenEnvelopes());
  });

  it("gives its envelopes with empty values for fields that did not exist yet", () => {
    const record = decodeRecord(readGoldenRecord("format-1-shorter"));
    if ("fault" in record) throw new Error(record.fault);
    const [whole] = goldenEnvelopes();
    expect(decodeEnvelope(record.envelopes[0] ?? [])).toEqual({
      ...whole,
      title: "",
      referrer: "",
      utm: { source: "", medium: "", campaign: "", content: "", term: "" },
      place: { country: "", region: "", city: "" },
      agent: { browser: "", browserVersion: "", os: "", osVersion: "", device: "" },
      screen: "",
      language: "",
      timezone: "",
      props: {},
      revenue: null,
    });
  });
});

describe("a record", () => {
  it("gives back what was put in", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.jsonValue(), { maxLength: 5 })), (envelopes) => {
        const plain = JSON.parse(JSON.stringify(envelopes));
        expect(decodeRecord(encodeRecord(envelopes.map((envelope) => JSON.stringify(envelope))))).toEqual({
          envelopes: plain,
        });
      }),
    );
  });

  it("is told from one with any bit flipped", () => {
    const record = encodeRecord(['["a",1]', '["b",2]']);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const damaged = Buffer.from(record);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(faultOf(damaged), `bit ${bit}`).not.toBeNull();
    }
  });

  it("is told from one cut off anywhere", () => {
    const record = encodeRecord(['["a",1]', '["b",2]']);
    for (let length = 0; length < record.length; length++) {
      expect(faultOf(record.subarray(0, length)), `${length} bytes`).not.toBeNull();
    }
  });

  it.each([
    {
      what: "of a format from the future",
      record: () => recordOf("[]", 0).fill(9, 1, 2),
      fault: "unknown record format 9",
    },
    { what: "with a wrong count", record: () => recordOf('[["a"]]', 2), fault: "wrong number of envelopes" },
    { what: "of something else", record: () => Buffer.from("hello, world"), fault: "not a queue record" },
    { what: "whose body is no JSON", record: () => recordOf("[[", 1), fault: /^not a list of envelopes/ },
    { what: "whose body is null", record: () => recordOf("null", 0), fault: /^not a list of envelopes/ },
    {
      what: "whose body is no list",
      record: () => recordOf('{"a":1}', 1),
      fault: "wrong number of envelopes",
    },
  ])("$what says so instead of stopping the worker", ({ record, fault }) => {
    expect(faultOf(record())).toMatch(fault);
  });
});
