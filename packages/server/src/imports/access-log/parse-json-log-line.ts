import { clientOf, readLikelyHost } from "./log-client.ts";
import { type LogLine, readRequestLine } from "./log-line.ts";
import { readLogTime } from "./log-time.ts";
import { utf8Of } from "./parse-combined-line.ts";

/** A field's value by its name without dashes, underscores and capitals. */
type Fields = ReadonlyMap<string, unknown>;

/** The names that a field goes by, the surest first. */
const NAMES = {
  time: ["timeiso8601", "timelocal", "timestamp", "time", "ts", "msec", "datetime", "date"],
  seen: ["remoteaddr", "remoteip", "remotehost", "clientip", "client", "ip"],
  forwardedFor: ["httpxforwardedfor", "xforwardedfor", "forwardedfor", "xff", "httpxrealip", "xrealip"],
  request: ["request", "requestline"],
  method: ["requestmethod", "method"],
  target: ["requesturi", "uri", "url", "requestpath", "path"],
  query: ["args", "query", "querystring"],
  status: ["status", "statuscode", "responsecode", "response"],
  bytes: ["bodybytessent", "bytessent", "bytes", "size", "responsesize"],
  referrer: ["httpreferer", "httpreferrer", "referer", "referrer"],
  userAgent: ["httpuseragent", "useragent", "agent"],
  host: ["host", "httphost", "vhost", "virtualhost", "servername", "domain"],
} as const;

/** Reads a line of Caddy's log, and of JSON that nginx and Apache were set to write. Returns null for any other. */
export function parseJsonLogLine(line: string, zone: string): LogLine | null {
  const parsed = parseJson(line);
  if (parsed === null) return null;
  const outer = fieldsOf(parsed);
  const request = outer.get("request");
  // Caddy writes the request as an object with its headers.
  const isNested = isObject(request);
  const inner = isNested ? fieldsOf(request) : outer;
  const headers = isNested ? fieldsOf(inner.get("headers")) : outer;
  const { method, target } = isNested ? targetOf(inner) : requestOf(outer);
  const status = Number(textOf(outer, NAMES.status));
  if (method === null || target === null || !Number.isInteger(status)) return null;
  const userAgent = textOf(headers, NAMES.userAgent);
  return {
    host: readLikelyHost(textOf(inner, NAMES.host) ?? ""),
    client: readClient(inner, headers),
    timestamp: timeOf(outer, zone),
    method,
    target,
    status,
    bytes: textOf(outer, NAMES.bytes) ?? "",
    referrer: textOf(headers, NAMES.referrer) ?? (isNested ? "" : null),
    userAgent: userAgent ?? (isNested ? "" : null),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Apache has no JSON of its own, nginx only where `escape=json` is set: their `\xc3` is none.
    return line.includes("\\x") ? parseEscaped(line) : null;
  }
}

function parseEscaped(line: string): unknown {
  try {
    return JSON.parse(
      line.replace(/((?:\\x[0-9a-f]{2})+)|\\./gi, (whole, bytes: string | undefined) =>
        bytes === undefined ? whole : JSON.stringify(utf8Of(bytes)).slice(1, -1),
      ),
    );
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of two fields of one name counts. */
function fieldsOf(value: unknown): Fields {
  const fields = new Map<string, unknown>();
  if (!isObject(value)) return fields;
  for (const [key, field] of Object.entries(value)) {
    const name = key.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    if (!fields.has(name)) fields.set(name, field);
  }
  return fields;
}

/** The text of the first field that is there, "" for the marks of nothing; null where none is. */
function textOf(fields: Fields, names: readonly string[]): string | null {
  let isThere = false;
  for (const name of names) {
    const value = fields.get(name);
    const [text] = Array.isArray(value) ? value : [value];
    if (typeof text !== "string" && typeof text !== "number") continue;
    if (text !== "" && text !== "-") return String(text);
    isThere = true;
  }
  return isThere ? "" : null;
}

function targetOf(fields: Fields): { method: string | null; target: string | null } {
  const target = textOf(fields, NAMES.target);
  const query = (textOf(fields, NAMES.query) ?? "").replace(/^\?/, "");
  const isWhole = target === null || query === "" || target.includes("?");
  return { method: textOf(fields, NAMES.method), target: isWhole ? target : `${target}?${query}` };
}

/** A whole request line, else its parts. Some call the path alone `request`. */
function requestOf(fields: Fields): { method: string | null; target: string | null } {
  const line = textOf(fields, NAMES.request) ?? "";
  if (/^[A-Z]+ /.test(line)) return readRequestLine(line);
  if (!line.startsWith("/")) return targetOf(fields);
  return targetOf(new Map([...fields, ["requesturi", line]]));
}

function readClient(request: Fields, headers: Fields): string {
  const seen = textOf(request, NAMES.seen) || "-";
  // Caddy knows its trusted proxies itself.
  const own = textOf(request, ["clientip"]) ?? "";
  return clientOf(seen, own !== "" && own !== seen ? own : (textOf(headers, NAMES.forwardedFor) ?? ""));
}

function timeOf(fields: Fields, zone: string): number | null {
  const text = textOf(fields, NAMES.time);
  return text === null ? null : readLogTime(text, zone);
}
