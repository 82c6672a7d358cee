import { type Fault, LIMITS } from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_PAYLOAD } from "../../domain/event/payload.ts";
import { validateEvent } from "./validate-event.ts";

const LONG = "t".repeat(5000);
const VALID = { site: "example.com", path: "/a" };

function faultsOf(event: unknown): string[] {
  const faults: Fault[] = [];
  const payload = validateEvent(event, 3, faults);
  expect(payload === null).toBe(faults.length > 0);
  expect(faults.every(({ index }) => index === 3)).toBe(true);
  return faults.map(({ message }) => message);
}

function payloadOf(event: object) {
  const faults: Fault[] = [];
  const payload = validateEvent({ ...VALID, ...event }, 0, faults);
  expect(faults).toEqual([]);
  return payload;
}

describe("validateEvent", () => {
  it("takes the least there is: a site and a path", () => {
    expect(payloadOf({})).toEqual({ ...EMPTY_PAYLOAD, ...VALID });
  });

  it.each([
    { user_agent: "My Company Server/2.0", userAgent: "My Company Server/2.0" },
    { user_agent: "", userAgent: "" },
    { user_agent: null, userAgent: "" },
    { user_agent: "x".repeat(1024), userAgent: "x".repeat(1024) },
    // A server passes on what its visitor sent: too long is no fault of it.
    { user_agent: "x".repeat(15_000), userAgent: "x".repeat(1024) },
    { user_agent: `${"x".repeat(1023)}😀`, userAgent: "x".repeat(1023) },
  ])("takes the visitor's agent, at most 1,024 characters of it", ({ user_agent, userAgent }) => {
    expect(payloadOf({ user_agent })).toMatchObject({ userAgent });
  });

  it("refuses an agent that is no text", () => {
    expect(faultsOf({ ...VALID, user_agent: 7 })).toEqual(["user_agent must be a string"]);
  });

  it("takes every field there is", () => {
    expect(
      payloadOf({
        name: "signup",
        url: "https://example.com/b?utm_source=x",
        referrer: "https://news.example/",
        title: "T",
        user_id: "u1",
        props: { plan: "pro", seats: 3, trial: false, note: null },
        revenue: { amount: 12.5, currency: "EUR" },
        timestamp: "2026-03-10T12:00:00Z",
        id: "order-1",
        screen: "1920x1080",
        language: "pl-PL",
        timezone: "Europe/Warsaw",
        session_hint: "ignored",
        unknown: { ignored: true },
      }),
    ).toEqual({
      ...EMPTY_PAYLOAD,
      site: "example.com",
      path: "/a",
      name: "signup",
      url: new URL("https://example.com/b?utm_source=x"),
      referrer: new URL("https://news.example/"),
      title: "T",
      userId: "u1",
      props: { plan: "pro", seats: "3", trial: "false", note: "" },
      revenue: { amount: "12.5", currency: "EUR" },
      timestamp: Date.parse("2026-03-10T12:00:00Z"),
      id: "order-1",
      screen: "1920x1080",
      language: "pl-PL",
      timezone: "Europe/Warsaw",
    });
  });

  it("takes the revenue that a script sends among the properties, the only place it has", () => {
    const sent = { ...VALID, props: { plan: "pro", revenue: { amount: 9, currency: "EUR" } } };
    expect(payloadOf(sent)).toMatchObject({
      props: { plan: "pro" },
      revenue: { amount: "9", currency: "EUR" },
    });
    expect(payloadOf({ ...VALID, props: { revenue: "9" } })).toMatchObject({
      props: { revenue: "9" },
      revenue: null,
    });
    expect(payloadOf({ ...sent, revenue: { amount: 1, currency: "USD" } })).toMatchObject({
      revenue: { amount: "1", currency: "USD" },
    });
    expect(faultsOf({ ...VALID, props: { revenue: { amount: 9, currency: "euro" } } })).toEqual([
      "revenue currency must be an ISO 4217 code such as EUR",
    ]);
  });

  it.each([
    { what: "no object", event: null, faults: ["an event must be a JSON object"] },
    { what: "a list", event: [], faults: ["an event must be a JSON object"] },
    { what: "a text", event: "event", faults: ["an event must be a JSON object"] },
    { what: "nothing in it", event: {}, faults: ["site is required", "url or path is required"] },
    { what: "no site", event: { path: "/" }, faults: ["site is required"] },
    { what: "an empty site", event: { ...VALID, site: "" }, faults: ["site is required"] },
    { what: "null for a site", event: { ...VALID, site: null }, faults: ["site is required"] },
    { what: "a number for a site", event: { ...VALID, site: 1 }, faults: ["site must be a string"] },
    {
      what: "a long site",
      event: { ...VALID, site: "s".repeat(256) },
      faults: ["site must be at most 255 characters"],
    },
    {
      what: "null for url and path",
      event: { site: "s", url: null, path: null },
      faults: ["url or path is required"],
    },
    { what: "an empty url", event: { site: "s", url: "" }, faults: ["url or path is required"] },
    {
      what: "a relative url",
      event: { site: "s", url: "/a" },
      faults: ["url must be an absolute http or https URL"],
    },
    {
      what: "another scheme",
      event: { site: "s", url: "javascript:alert(1)" },
      faults: ["url must be an absolute http or https URL"],
    },
    { what: "a number for a url", event: { site: "s", url: 1 }, faults: ["url must be a string"] },
    {
      what: "a list for the address before",
      event: { ...VALID, previous_url: [] },
      faults: ["previous_url must be a string"],
    },
    {
      what: "a long path",
      event: { ...VALID, path: "/".repeat(2001) },
      faults: ["path must be at most 2000 characters"],
    },
    {
      what: "a long name",
      event: { ...VALID, name: "n".repeat(121) },
      faults: ["name must be at most 120 characters"],
    },
    {
      what: "a long user id",
      event: { ...VALID, user_id: "u".repeat(256) },
      faults: ["user_id must be at most 255 characters"],
    },
    {
      what: "a long id",
      event: { ...VALID, id: "i".repeat(201) },
      faults: ["id must be at most 200 characters"],
    },
    { what: "a number for a title", event: { ...VALID, title: 1 }, faults: ["title must be a string"] },
    {
      what: "no date",
      event: { ...VALID, timestamp: "yesterday" },
      faults: ["timestamp must be an ISO 8601 date-time or epoch milliseconds since 1970"],
    },
    {
      what: "a date before 1970",
      event: { ...VALID, timestamp: -1 },
      faults: ["timestamp must be an ISO 8601 date-time or epoch milliseconds since 1970"],
    },
    {
      what: "1e999 for a date",
      event: { ...VALID, timestamp: Number.POSITIVE_INFINITY },
      faults: ["timestamp must be an ISO 8601 date-time or epoch milliseconds since 1970"],
    },
    {
      what: "a far date",
      event: { ...VALID, timestamp: 1e18 },
      faults: ["timestamp must be an ISO 8601 date-time or epoch milliseconds since 1970"],
    },
    {
      what: "true for a date",
      event: { ...VALID, timestamp: true },
      faults: ["timestamp must be an ISO 8601 date-time or epoch milliseconds since 1970"],
    },
    { what: "a list for props", event: { ...VALID, props: [] }, faults: ["props must be an object"] },
    { what: "a text for props", event: { ...VALID, props: "p" }, faults: ["props must be an object"] },
    {
      what: "31 props",
      event: { ...VALID, props: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`p${n}`, n])) },
      faults: ["props must have at most 30 keys"],
    },
    {
      what: "an empty key",
      event: { ...VALID, props: { "": 1 } },
      faults: ["props keys must have 1 to 300 characters"],
    },
    {
      what: "a long key",
      event: { ...VALID, props: { ["k".repeat(301)]: 1 } },
      faults: ["props keys must have 1 to 300 characters"],
    },
    {
      what: "a nested prop",
      event: { ...VALID, props: { a: {} } },
      faults: ['props value of "a" must be text, a finite number or a boolean'],
    },
    {
      what: "an infinite prop",
      event: { ...VALID, props: { a: Number.POSITIVE_INFINITY } },
      faults: ['props value of "a" must be text, a finite number or a boolean'],
    },
    {
      what: "a long prop",
      event: { ...VALID, props: { a: "v".repeat(2001) } },
      faults: ['props value of "a" must be at most 2000 characters'],
    },
    {
      what: "a text for revenue",
      event: { ...VALID, revenue: "12 EUR" },
      faults: ["revenue amount must be a number with at most 13 digits and 4 decimals"],
    },
    {
      what: "a long amount",
      event: { ...VALID, revenue: { amount: 1e14, currency: "EUR" } },
      faults: ["revenue amount must be a number with at most 13 digits and 4 decimals"],
    },
    {
      what: "an infinite amount",
      event: { ...VALID, revenue: { amount: Number.NaN, currency: "EUR" } },
      faults: ["revenue amount must be a number with at most 13 digits and 4 decimals"],
    },
    {
      what: "no currency",
      event: { ...VALID, revenue: { amount: 1 } },
      faults: ["revenue currency must be an ISO 4217 code such as EUR"],
    },
    {
      what: "a currency in words",
      event: { ...VALID, revenue: { amount: 1, currency: "euro" } },
      faults: ["revenue currency must be an ISO 4217 code such as EUR"],
    },
    {
      what: "many faults, all of them named",
      event: { site: 1, name: 2, title: 3, props: 4, timestamp: "x" },
      faults: [
        "site must be a string",
        "url or path is required",
        "name must be a string",
        "title must be a string",
        "props must be an object",
        "timestamp must be an ISO 8601 date-time or epoch milliseconds since 1970",
      ],
    },
  ])("refuses $what", ({ event, faults }) => {
    expect(faultsOf(event)).toEqual(faults);
  });

  it.each([
    {
      what: "floating point dust in an amount",
      event: { revenue: { amount: 0.1 + 0.2, currency: "EUR" } },
      gives: { revenue: { amount: "0.3", currency: "EUR" } },
    },
    {
      what: "an amount as text",
      event: { revenue: { amount: "-0.0001", currency: "KWD" } },
      gives: { revenue: { amount: "-0.0001", currency: "KWD" } },
    },
    {
      what: "a referrer that is no web address",
      event: { referrer: "about:blank" },
      gives: { referrer: null },
    },
    {
      what: "an app's referrer",
      event: { referrer: "android-app://com.Example.Reader/https/example.com/?id=1" },
      gives: { referrer: new URL("android-app://com.example.reader") },
    },
    {
      what: "a timestamp with a fraction",
      event: { timestamp: 1773144000000.9 },
      gives: { timestamp: 1773144000000 },
    },
    {
      what: "a lone surrogate",
      event: { title: "a\ud800b", path: "/\udc00" },
      gives: { title: "a\ufffdb", path: "/\ufffd" },
    },
    {
      what: "a title longer than is kept",
      event: { title: `${"t".repeat(499)}👍` },
      gives: { title: "t".repeat(499) },
    },
    { what: "a title of 5,000 characters", event: { title: LONG }, gives: { title: "t".repeat(500) } },
    { what: "a long screen", event: { screen: LONG }, gives: { screen: "t".repeat(LIMITS.screen) } },
    { what: "a long language", event: { language: LONG }, gives: { language: "t".repeat(LIMITS.language) } },
    { what: "a long zone, which nobody has", event: { timezone: LONG }, gives: { timezone: "" } },
    {
      what: "a long url",
      event: { url: `https://e.x/?q=${LONG}` },
      gives: { url: new URL(`https://e.x/?q=${"t".repeat(LIMITS.url - 15)}`) },
    },
    {
      what: "a url with half an escape where the tracker cut it",
      event: { url: `https://e.x/?q=${"t".repeat(LIMITS.url - 20)}%C3%A` },
      gives: { url: new URL(`https://e.x/?q=${"t".repeat(LIMITS.url - 20)}`) },
    },
    {
      what: "a long referrer",
      event: { referrer: `https://e.x/${"é".repeat(5000)}` },
      gives: { referrer: new URL(`https://e.x/${"é".repeat(LIMITS.url - 12)}`) },
    },
    {
      what: "the address before",
      event: { previous_url: "https://e.x/a?b" },
      gives: { previousUrl: new URL("https://e.x/a?b") },
    },
    {
      what: "an address before that is none",
      event: { previous_url: "about:blank" },
      gives: { previousUrl: null },
    },
    { what: "an empty name", event: { name: "" }, gives: { name: "pageview" } },
    { what: "an empty id", event: { id: "" }, gives: { id: null } },
    {
      what: "null everywhere else",
      event: {
        name: null,
        title: null,
        props: null,
        revenue: null,
        timestamp: null,
        id: null,
        referrer: null,
      },
      gives: { name: "pageview", props: {} },
    },
  ])("repairs $what", ({ event, gives }) => {
    expect(payloadOf(event)).toMatchObject(gives);
  });

  it("takes __proto__ and constructor for names of properties, and pollutes nothing", () => {
    const payload = payloadOf({ props: JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}') });
    expect(Object.entries(payload?.props ?? {})).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it("answers anything with a payload or faults, never with an exception, and keeps only well-formed text", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record(
        {
          site: fc.anything(),
          url: fc.anything(),
          path: fc.string({ unit: "binary" }),
          props: fc.anything(),
          revenue: fc.anything(),
          timestamp: fc.anything(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(anything, (event) => {
        const faults: Fault[] = [];
        const payload = validateEvent(event, 0, faults);
        expect(payload === null).toBe(faults.length > 0);
        expect(textsOf(payload).filter((text) => !text.isWellFormed())).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** Every text in a value, keys included. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof URL) return [value.href];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]);
}
