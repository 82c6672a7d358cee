import { describe, expect, it } from "vitest";
import { addressBehind } from "./address-behind.ts";

const BASE = "http://127.0.0.1:3001";

describe("addressBehind", () => {
  it.each([
    { asked: "/api/v1/sites", what: "a path" },
    {
      asked: "/api/v1/sites/a%20%C3%BC%2F1.example/goals/1",
      what: "a site with a slash and more in its name",
    },
    { asked: "/api/v1/sites/a/sessions?date_range=7d&filters=[]", what: "parameters" },
    { asked: "/api/v1/reports/pages?next=http://a.example//b/../c", what: "an address in a parameter" },
  ])("is that of $what", ({ asked }) => {
    expect(addressBehind(BASE, asked)?.href).toBe(BASE + asked);
    expect(addressBehind(`${BASE}/behind`, asked)?.href).toBe(`${BASE}/behind${asked}`);
  });

  it.each([
    { asked: "http://10.0.0.5/api/v1/sites/a/live", what: "names a host" },
    { asked: "HTTPS://10.0.0.5/api/v1/sites/a/live", what: "names one in capitals" },
    { asked: "//10.0.0.5/api/v1/sites/a/live", what: "leaves out the scheme of a host" },
    { asked: "@10.0.0.5/api/v1/sites", what: "would make a password of the address behind" },
    { asked: ":80/api/v1/sites", what: "would change the port" },
    { asked: "*", what: "is about the server" },
    { asked: undefined, what: "is not there" },
    { asked: "/api/v1/sites/../pipeline", what: "climbs" },
    { asked: "/api/v1/sites/%2E./pipeline?a", what: "climbs in disguise" },
    { asked: "/api/v1/sites/..\\..\\..\\metrics", what: "climbs by backslashes" },
    { asked: "/api/v1/sites/.\t./pipeline", what: "climbs with a tab in between" },
    { asked: "/api/v1/sites/a\\..\\..\\b\\c", what: "climbs and has as many parts after it" },
    { asked: "/\\10.0.0.5/api/v1/sites/a/live", what: "leaves out the scheme by a backslash" },
  ])("is none for what $what: $asked", ({ asked }) => {
    expect(addressBehind(BASE, asked)).toBeNull();
  });
});
