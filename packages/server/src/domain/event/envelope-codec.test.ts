import { describe, expect, it } from "vitest";
import { buildEnvelope, NOON, uuid } from "../../../test/build/build-envelope.ts";
import { decodeEnvelope, encodeEnvelope, traceparentOf } from "./envelope-codec.ts";
import { QUEUE_FIELDS } from "./event-fields.ts";

const LATER_FIELDS = {
  previousVisitorId: "7",
  clickId: "gclid",
  engagedMs: 1500,
  scrollDepth: 60,
  interactive: false,
};

describe("envelope codec", () => {
  it("gives an envelope back through JSON", () => {
    const envelope = buildEnvelope({
      clamped: true,
      count: 5,
      props: JSON.parse('{"__proto__":"x","a":"b"}'),
      revenue: { amount: "1.5", currency: "EUR" },
      utm: { source: "s", medium: "m", campaign: "c", content: "o", term: "t" },
      ...LATER_FIELDS,
    });
    expect(decodeEnvelope(JSON.parse(JSON.stringify(encodeEnvelope(envelope))))).toEqual(envelope);
  });

  it("has no field that could hold an address or a User-Agent", () => {
    expect(Object.keys(buildEnvelope())).not.toEqual(expect.arrayContaining(["ip", "userAgent"]));
    expect(encodeEnvelope(buildEnvelope())).toHaveLength(21);
    expect(encodeEnvelope(buildEnvelope(LATER_FIELDS))).toHaveLength(26);
  });

  it.each([8, 9, 13, 14, 16, 20, 21, 23])(
    "reads a record of an older release that ends after %i fields",
    (fields) => {
      const whole = encodeEnvelope(buildEnvelope({ path: "/old", name: "signup", ...LATER_FIELDS }));
      const decoded = decodeEnvelope(whole.slice(0, fields));
      expect(decoded).toMatchObject({ name: "signup", timestamp: NOON, count: 1, revenue: null, props: {} });
      expect(decoded.path).toBe(fields > 10 ? "/old" : "");
      expect(decoded.utm.source).toBe("");
      expect(decoded).toMatchObject({ clickId: fields > 22 ? "gclid" : "", engagedMs: 0, interactive: true });
    },
  );

  it("carries the trace context of an event that is followed, beside the event", () => {
    const envelope = buildEnvelope(LATER_FIELDS);
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const fields = encodeEnvelope({ ...envelope, traceparent });
    expect(fields[QUEUE_FIELDS.traceparent.at]).toBe(traceparent);
    expect(traceparentOf(fields)).toBe(traceparent);
    expect(decodeEnvelope(fields)).toEqual(envelope);
    expect(traceparentOf(encodeEnvelope(envelope))).toBeNull();
    expect(traceparentOf(encodeEnvelope(buildEnvelope()))).toBeNull();
  });

  it("reads a record of a newer release and ignores what it does not know", () => {
    const envelope = buildEnvelope(LATER_FIELDS);
    expect(decodeEnvelope([...encodeEnvelope(envelope), "later", { field: 1 }])).toEqual(envelope);
  });

  it.each([
    { what: "no list", fields: {} as never, fault: /list of at least 8 fields/ },
    { what: "too short a list", fields: [uuid(1), 1], fault: /list of at least 8 fields/ },
    { what: "no id", fields: changed(0, null), fault: /id must be a UUID/ },
    { what: "a short id", fields: changed(0, "17"), fault: /id must be a UUID/ },
    { what: "no site", fields: changed(1, "1"), fault: /siteId must be an integer/ },
    { what: "half a site", fields: changed(1, 1.5), fault: /siteId must be an integer/ },
    {
      what: "a timestamp as text",
      fields: changed(5, "2026-03-10"),
      fault: /timestamp must be epoch milliseconds/,
    },
    { what: "no receipt", fields: changed(6, null), fault: /receivedAt must be epoch milliseconds/ },
  ])("names the fault of $what, for its dead letter", ({ fields, fault }) => {
    expect(() => decodeEnvelope(fields)).toThrow(fault);
  });
});

function changed(index: number, value: unknown): unknown[] {
  return encodeEnvelope(buildEnvelope()).with(index, value);
}
