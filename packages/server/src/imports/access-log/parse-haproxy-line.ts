import { canonicalAddress } from "../../domain/network/canonical-address.ts";
import { readCaptures, unescapeHash } from "./haproxy-captures.ts";
import { type LogLine, readRequestLine } from "./log-line.ts";
import { parseLogTime } from "./log-time.ts";

const TIME = / \[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}\.\d{3})\] /;
/** Frontend, backend and server, timers, status, bytes, two cookies, how it ended, connections, queues. */
const FIELDS = /^[^ ]+ [^ ]+ [-+/\d]+ (-?\d+) \+?(\d+) [^ ]+ [^ ]+ [^ ]{4} [+/\d]+ [/\d]+ /;

/** Reads a line of HAProxy's `option httplog`. Its times name no zone: they are of `zone`. Returns null for any other line. */
export function parseHaproxyLine(line: string, zone: string): LogLine | null {
  const time = TIME.exec(line);
  if (time === null) return null;
  const behind = line.slice(time.index + time[0].length);
  const fields = FIELDS.exec(behind);
  if (fields === null) return null;
  const rest = behind.slice(fields[0].length);
  const [captures, request] = splitRest(rest);
  const seen = clientBefore(line.slice(0, time.index));
  return {
    ...readCaptures(captures, seen),
    timestamp: parseLogTime(time[1] ?? "", zone),
    ...readRequestLine(unescapeHash(request)),
    status: Number(fields[1]),
    bytes: fields[2] ?? "",
  };
}

/** The headers of the request, which come before those of the reply, and the request line. Braces and quotes in them are escaped. */
function splitRest(rest: string): [readonly string[], string] {
  const request = rest.split('"', 2)[1] ?? "";
  const end = rest.indexOf("}");
  return [rest.startsWith("{") && end > 0 ? rest.slice(1, end).split("|") : [], request];
}

/** The last word, without the port that is always there: IPv6 has no brackets here. */
function clientBefore(head: string): string {
  const word = head.slice(head.lastIndexOf(" ") + 1);
  const bare = word.slice(0, word.lastIndexOf(":"));
  return canonicalAddress(bare) || bare || word;
}
