import type { LogLine } from "./log-line.ts";
import { parseCombinedLine } from "./parse-combined-line.ts";
import { parseHaproxyLine } from "./parse-haproxy-line.ts";
import { parseJsonLogLine } from "./parse-json-log-line.ts";

/** What syslog writes in front: `<134>Nov 29 17:20:12 host haproxy[123]: `, also with a time of ISO 8601 or without the host. */
const SYSLOG =
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T[\d:.+Z-]{8,24}) (?:[^ ]+ )?[^ ]+: /;

/**
 * Reads a line of an access log, whichever of the known formats it is in.
 * @param zone of times that name none
 */
export function parseLogLine(text: string, zone: string): LogLine | null {
  const line = text.replace(/^\ufeff/, "").replace(SYSLOG, "");
  if (line.startsWith("{")) return parseJsonLogLine(line, zone);
  return parseCombinedLine(line, zone) ?? parseHaproxyLine(line, zone);
}
