/** A line of an access log. Lives only until its event is made: address and agent end there. */
export interface LogLine {
  /** The virtual host in front of the line, "" when there is none. */
  readonly host: string;
  readonly ip: string;
  /** Epoch ms; null when it can't be read. */
  readonly timestamp: number | null;
  readonly method: string;
  /** Path and query as they were asked for. */
  readonly target: string;
  readonly status: number;
  readonly bytes: string;
  readonly referrer: string;
  readonly userAgent: string;
}

// Each quantifier ends before a character that it can't take itself, so that no line makes this slow.
const COMBINED =
  /^(?:([^\s"[]+) )?([0-9a-f]*[.:][0-9a-f.:]*) [^\s"[]+ [^"[]*\[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/i;
const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Reads a line of the combined log format of Apache and nginx, with a virtual host in front or without. Null for any other. */
export function parseLogLine(line: string): LogLine | null {
  const match = COMBINED.exec(line);
  if (match === null) return null;
  const [, host = "", ip = "", time = "", request = "", status, bytes = "", referrer = "", agent = ""] =
    match;
  const [method = "", target = ""] = unescapeText(request).split(" ");
  return {
    host: host.replace(/:\d+$/, "").toLowerCase(),
    ip,
    timestamp: parseTime(time),
    method,
    target,
    status: Number(status),
    bytes,
    referrer: unescapeText(referrer),
    userAgent: unescapeText(agent),
  };
}

/** `10/Oct/2000:13:55:36 -0700` */
function parseTime(text: string): number | null {
  const [, day, month = "", year, hour, minute, second, sign, offsetHours, offsetMinutes] =
    TIME.exec(text) ?? [];
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return null;
  const local = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  const isReal = new Date(local).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return isReal ? local - (sign === "-" ? -offset : offset) : null;
}

/** Apache writes `\"`, nginx `\x22`; each escape by number is a byte of UTF-8. */
function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/((?:\\x[0-9a-f]{2})+)|\\(.)/gi, (_, bytes: string | undefined, letter: string) =>
    bytes === undefined ? letter : Buffer.from(bytes.replaceAll(/\\x/gi, ""), "hex").toString("utf8"),
  );
}
