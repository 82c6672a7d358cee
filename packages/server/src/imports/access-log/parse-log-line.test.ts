import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { parseLogLine } from "./parse-log-line.ts";

const BEHIND = '[29/Nov/2026:15:28:23 +0000] "GET /p HTTP/1.1" 200 3 "-" "Mozilla/5.0 Firefox/145.0"';
const IP = "203.0.113.9";

describe("parseLogLine", () => {
  it.each([
    { head: `${IP} - -`, host: "", client: IP },
    { head: `${IP} - frank`, host: "", client: IP },
    { head: `${IP} - a[b] c`, host: "", client: IP },
    { head: `${IP} - [x] [y]`, host: "", client: IP },
    { head: "2001:DB8:0::1 - -", host: "", client: "2001:db8::1" },
    { head: "::ffff:cb00:7109 - -", host: "", client: IP },
    { head: `${IP}:5100 - -`, host: "", client: IP },
    { head: "[2001:db8::1]:5100 - -", host: "", client: "2001:db8::1" },
    // X-Forwarded-For in front.
    { head: `${IP}, 10.0.0.1 - -`, host: "", client: IP },
    { head: `${IP},10.0.0.1:80 - -`, host: "", client: IP },
    { head: `${IP}, 10.0.0.1, 10.0.0.2 127.0.0.1 - -`, host: "", client: IP },
    { head: `unknown, ${IP} - -`, host: "", client: IP },
    { head: `, ${IP} - -`, host: "", client: IP },
    { head: `- ${IP} - -`, host: "", client: IP },
    { head: `- ${IP} - frank`, host: "", client: IP },
    { head: `10.0.0.7 ${IP} - -`, host: "", client: IP },
    { head: "- - -", host: "", client: "-" },
    // The virtual host in front.
    { head: `shop.example ${IP} - -`, host: "shop.example", client: IP },
    { head: `Shop.Example.:443 ${IP} - -`, host: "shop.example", client: IP },
    { head: `intranet ${IP} - -`, host: "intranet", client: IP },
    { head: `shop.example ${IP}, 10.0.0.1 - -`, host: "shop.example", client: IP },
    { head: `shop.example - ${IP} - -`, host: "shop.example", client: IP },
    { head: ` ${IP} - -`, host: "", client: IP },
    { head: `- ${IP} - -`, host: "", client: IP },
    { head: `_ ${IP} - -`, host: "", client: IP },
    { head: "shop.example unix: - -", host: "shop.example", client: "unix:" },
    { head: "shop.example reader.isp.example - -", host: "shop.example", client: "reader.isp.example" },
    // The virtual host second, as lighttpd writes it.
    { head: `${IP} cafe.example -`, host: "cafe.example", client: IP },
    { head: `${IP} cafe.example:8080 frank`, host: "cafe.example", client: IP },
    { head: `${IP} localhost -`, host: "localhost", client: IP },
    { head: `${IP} 192.0.2.1 -`, host: "", client: IP },
    { head: `${IP} [2001:db8::2]:8080 -`, host: "", client: IP },
    { head: `${IP} identd frank`, host: "", client: IP },
    // Clients that are no address.
    { head: "unix: - -", host: "", client: "unix:" },
    { head: "localhost - -", host: "", client: "localhost" },
    { head: "reader.isp.example - -", host: "", client: "reader.isp.example" },
    { head: "reader.isp.example cafe.example -", host: "cafe.example", client: "reader.isp.example" },
    // A host in front that is an address in another spelling.
    { head: `3405803785 ${IP} - -`, host: "", client: IP },
    { head: `0xcb007109 ${IP} - -`, host: "", client: IP },
    { head: `[::ffff:cb00:7109]:80 ${IP} - -`, host: "", client: IP },
  ])("reads $head [", ({ head, host, client }) => {
    expect(parseLogLine(`${head} ${BEHIND}`, "UTC")).toMatchObject({
      host,
      client,
      method: "GET",
      target: "/p",
    });
  });

  it.each([
    { prefix: "Nov 29 15:28:23 web nginx: ", what: "syslog" },
    { prefix: "<190>Nov  1 15:28:23 web nginx: ", what: "syslog with its priority" },
    { prefix: "2026-11-29T15:28:23.123456+01:00 web nginx[12]: ", what: "syslog with ISO times" },
    { prefix: "\ufeff", what: "a byte order mark" },
  ])("reads what stands behind $what", ({ prefix }) => {
    expect(parseLogLine(`${prefix}${IP} - - ${BEHIND}`, "UTC")).toMatchObject({ client: IP, host: "" });
  });

  it.each([
    { request: "GET /a b HTTP/1.1", method: "GET", target: "/a b" },
    { request: "GET /a", method: "GET", target: "/a" },
    { request: "GET http://shop.example/abs HTTP/1.1", method: "GET", target: "http://shop.example/abs" },
    { request: "GET /\\xC3\\xA9 HTTP/2.0", method: "GET", target: "/é" },
    { request: "GET /\\x22\\\\\\t HTTP/3", method: "GET", target: '/"\\\t' },
    { request: "\\x16\\x03\\x01", method: "\x16\x03\x01", target: "" },
    { request: "", method: "", target: "" },
  ])("reads the request line $request", ({ request, method, target }) => {
    const line = `${IP} - - ${BEHIND.replace("GET /p HTTP/1.1", () => request)}`;
    expect(parseLogLine(line, "UTC")).toMatchObject({ method, target });
  });

  it.each([
    { behind: `"${IP}"`, seen: "198.51.100.1", client: IP },
    { behind: `"${IP}, 10.0.0.1"`, seen: "10.0.0.2", client: IP },
    { behind: '"-"', seen: "198.51.100.1", client: "198.51.100.1" },
    { behind: '"10.0.0.5:8080"', seen: "198.51.100.1", client: "198.51.100.1" },
    { behind: '"text"', seen: "198.51.100.1", client: "198.51.100.1" },
    { behind: `0.003 "${IP}"`, seen: "198.51.100.1", client: "198.51.100.1" },
  ])("takes $behind behind the agent for the client only where it is a list of addresses", (given) => {
    expect(parseLogLine(`${given.seen} - - ${BEHIND} ${given.behind}`, "UTC")?.client).toBe(given.client);
  });

  it.each([
    { time: '"time_iso8601":"2026-11-29T16:28:23+01:00"' },
    { time: '"time":"[29/Nov/2026:15:28:23 +0000]"' },
    { time: '"ts":1795966103.0' },
    { time: '"ts":"1795966103"' },
    { time: '"timestamp":1795966103000' },
    { time: '"@timestamp":"2026-11-29T15:28:23Z"' },
    { time: '"ts":"2026/11/29 15:28:23"' },
    { time: '"ts":1795966103000000000' },
  ])("reads $time", ({ time }) => {
    const line = `{${time},"remote_addr":"${IP}","request":"GET / HTTP/1.1","status":200}`;
    expect(parseLogLine(line, "UTC")?.timestamp).toBe(Date.parse("2026-11-29T15:28:23Z"));
  });

  it.each([
    {
      fields: '"client_ip":"203.0.113.9","remote_ip":"198.51.100.1"',
      client: IP,
      what: "Caddy's own reading",
    },
    { fields: '"remote_addr":"198.51.100.1:4711"', client: "198.51.100.1", what: "a port" },
    {
      fields: '"remote_ip":"198.51.100.1","headers":{"X-Forwarded-For":["203.0.113.9"]}',
      client: IP,
      what: "a list",
    },
    { fields: '"headers":{}', client: "-", what: "nobody" },
  ])("finds the client of JSON by $what", ({ fields, client }) => {
    const line = `{"ts":1,"request":{"method":"GET","uri":"/","host":"shop.example",${fields}},"status":200}`;
    expect(parseLogLine(line, "UTC")).toMatchObject({ client, host: "shop.example" });
  });

  it.each([
    "",
    "{}",
    "{",
    "null",
    '{"request":null,"status":200}',
    '{"request":{"method":1},"status":200}',
    '{"request":"GET / HTTP/1.1","status":"x"}',
    '{"__proto__":{"request":"GET / HTTP/1.1","status":200}}',
    '["GET / HTTP/1.1"]',
    "10.0.0.1:1 [29/Nov/2026:15:28:23.123] http",
    `${IP} - - [29/Nov/2026:15:28:23 +0000]`,
    `[29/Nov/2026:15:28:23 +0000] "GET / HTTP/1.1" 200 3`,
  ])("takes %j for no line of a log", (line) => {
    expect(parseLogLine(line, "UTC")).toBeNull();
  });

  it("reads hostile lines of 64 KB in a time like that of plain ones", () => {
    const LENGTH = 64 * 1024;
    const fill = (unit: string) => unit.repeat(LENGTH / unit.length);
    const timeOf = (line: string) =>
      cpuMsOf(() => {
        for (let round = 0; round < 20; round++) parseLogLine(line, "UTC");
      });
    const plain = `${IP} - - ${BEHIND.replace("/p", () => `/${fill("p")}`)}`;
    timeOf(plain);
    // What is quadratic takes a thousand times as long and more.
    const limit = 100 * timeOf(plain) + 500;
    const time = "[29/Nov/2026:15:28:23 +0000]";
    for (const line of [
      ...["a", " ", ",", ", ", "1.1.1.1, ", ":", "[", " [", "]: ", "\\", '"', "#22", "{", '{"a":'].map(fill),
      fill(` ${time} `),
      fill(` ${time} "`),
      `${IP} - - ${time} "${fill('\\"')}`,
      `${IP} - - ${time} "x" 200 1 "${fill('\\"')}`,
      `${fill("1.1.1.1, ")} - - ${BEHIND}`,
      `${fill("a ")} - - ${BEHIND}`,
      `${fill(" ")}, - - ${BEHIND}`,
      `${fill(" ,")}a - - ${BEHIND}`,
      `Nov 29 15:28:23 ${fill("a:")}`,
      `a:1 [29/Nov/2026:15:28:23.123] ${fill("1/")} `,
      `a:1 [29/Nov/2026:15:28:23.123] f b/s 0/0 200 1 - - ---- 1/1 0/0 {${fill("|")}} "GET / HTTP/1.1"`,
      `a:1 [29/Nov/2026:15:28:23.123] f b/s 0/0 200 1 - - ---- 1/1 0/0 {${fill("a/")}} "GET / HTTP/1.1"`,
      `{"request":"GET / HTTP/1.1","x":"${fill("\\x22")}"`,
    ])
      expect(timeOf(line), line.slice(0, 60)).toBeLessThan(limit);
  });
});
