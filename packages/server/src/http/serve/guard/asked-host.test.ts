import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createAskedHost, isOwnOrigin } from "./asked-host.ts";

describe("isOwnOrigin", () => {
  it.each([
    { origin: undefined, host: "a.example", own: true, what: "no page" },
    { origin: "http://localhost:3000", host: "localhost:3000", own: true, what: "the page of the instance" },
    { origin: "https://a.example", host: "A.example:443", own: true, what: "the usual port, and capitals" },
    { origin: "https://a.example:8443", host: "a.example:8443", own: true, what: "another port" },
    { origin: "http://localhost:8080", host: "localhost:3000", own: false, what: "a page on another port" },
    { origin: "https://evil.example", host: "localhost:3000", own: false, what: "a page of anyone" },
    {
      origin: "https://a.example.evil.example",
      host: "a.example",
      own: false,
      what: "a host that begins alike",
    },
    { origin: "null", host: "a.example", own: false, what: "a page without an origin" },
    { origin: "file://", host: "a.example", own: false, what: "a file" },
    { origin: "https://a.example", host: "", own: false, what: "no host" },
    { origin: "https://evil.example", host: "@evil.example", own: false, what: "a host that is none" },
  ])("$what: $origin at $host is $own", ({ origin, host, own }) => {
    expect(isOwnOrigin(origin, host)).toBe(own);
  });
});

describe("createAskedHost", () => {
  const requestFrom = (remoteAddress: string) =>
    ({
      headers: { host: "10.0.0.1:3000", "x-forwarded-host": "a.example, b.example" },
      socket: { remoteAddress },
    }) as unknown as IncomingMessage;

  it("believes X-Forwarded-Host of a trusted proxy only", () => {
    const askedHost = createAskedHost(["10.0.0.0/8"]);
    expect(askedHost(requestFrom("10.0.0.9"))).toBe("a.example");
    expect(askedHost(requestFrom("192.0.2.1"))).toBe("10.0.0.1:3000");
    expect(createAskedHost([])(requestFrom("10.0.0.9"))).toBe("10.0.0.1:3000");
  });
});
