import { readCaptures, unescapeHash } from "./haproxy-captures.ts";
import { clientOf, firstAddress, readLikelyHost, readLogHost } from "./log-client.ts";
import { type LogLine, readRequestLine } from "./log-line.ts";
import { parseLogTime } from "./log-time.ts";

// Each quantifier ends before a character that it can't take itself, so that no line makes these slow.
const TIME = / ?\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "/;
const REST = /^((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;
/** What HAProxy's `option httplog clf` writes behind two empty texts: port, milliseconds, frontend, backend, server. */
const HAPROXY = /^ \d+ \d+ "[^"]*" "[^"]*" "[^"]*" /;
const FORWARDED_FOR = /^ "([^"]*)"/;

/**
 * Reads a line of the common or combined log format as Apache, nginx, lighttpd and HAProxy write it: with a virtual host or an
 * X-Forwarded-For in front, or the latter behind the agent. Returns null for any other.
 */
export function parseCombinedLine(line: string, zone: string): LogLine | null {
  const time = TIME.exec(line);
  if (time === null) return null;
  const behind = line.slice(time.index + time[0].length);
  const match = REST.exec(behind);
  if (match === null) return null;
  const [all, request = "", status, bytes = "", referrer, agent] = match;
  const { host, client } = readHead(line.slice(0, time.index));
  if (client === "") return null;
  const read = {
    host,
    client,
    timestamp: parseLogTime(time[1] ?? "", zone),
    ...readRequestLine(unescapeText(request)),
    status: Number(status),
    bytes,
    referrer: referrer === undefined ? null : unescapeText(referrer),
    userAgent: agent === undefined ? null : unescapeText(agent),
  };
  const rest = behind.slice(all.length);
  if (referrer === "" && agent === "" && HAPROXY.test(rest)) return withCaptures(read, rest);
  return { ...read, client: clientOf(client, FORWARDED_FOR.exec(rest)?.[1] ?? "") };
}

/** Quoted are frontend, backend, server and two cookies, then the captures. */
function withCaptures(line: LogLine, rest: string): LogLine {
  const quoted = rest.split('"').filter((_, index) => index % 2 === 1);
  return { ...line, ...readCaptures(quoted.slice(5), line.client), target: unescapeHash(line.target) };
}

/** What stands in front of the time: who asked, whom, and as which user. */
function readHead(head: string): Pick<LogLine, "host" | "client"> {
  const groups = groupsOf(head);
  const [first = "", second = "", third = ""] = groups;
  const isShort = groups.length < 4;
  if (isAddresses(first)) {
    // `203.0.113.9, 10.0.0.1 127.0.0.1 - -`, or lighttpd's `203.0.113.9 shop.example -`
    if (!isShort && isAddresses(second)) return { host: "", client: clientOf(firstAddress(second), first) };
    return { host: readLikelyHost(second), client: firstAddress(first) };
  }
  // `shop.example 203.0.113.9 - -`, and `- 203.0.113.9 - -` of a log whose first field is a header that the request lacked.
  if (isAddresses(second)) return { host: readLogHost(first), client: firstAddress(second) };
  if (groups.length > 4 && second === "-" && isAddresses(third))
    return { host: readLogHost(first), client: firstAddress(third) };
  // `shop.example unix: - -`: a client that is no address stands behind a host only where no user name can.
  if (!isShort && second !== "-" && third === "-") return { host: readLogHost(first), client: second };
  return { host: readLikelyHost(second), client: first };
}

/** The words of a line's head, the addresses of a list as one. */
function groupsOf(head: string): string[] {
  const joined = head
    .split(",")
    .map((part) => part.trim())
    .join(",");
  return joined.split(" ").filter((word) => word !== "");
}

function isAddresses(group: string): boolean {
  return firstAddress(group) !== "";
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["r", "\r"],
  ["b", "\b"],
  ["v", "\v"],
]);

/** Apache writes `\"` and `\t`, nginx `\x22` and `\x09`; each escape by number is a byte of UTF-8. */
function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/((?:\\x[0-9a-f]{2})+)|\\(.)/gi, (_, bytes: string | undefined, letter: string) =>
    bytes === undefined ? (LETTERS.get(letter) ?? letter) : utf8Of(bytes),
  );
}

/** `\xc3\xa9` as é. */
export function utf8Of(escapes: string): string {
  return Buffer.from(escapes.replaceAll(/\\x/gi, ""), "hex").toString("utf8");
}
