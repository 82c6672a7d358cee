import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { LIMITS } from "@millrace/protocol";

/** A body is invalid; its sender must change it. */
export class BodyFault extends Error {
  override readonly name = "BodyFault";
  readonly status: 400 | 408 | 413 | 415;

  constructor(status: 400 | 408 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** Returns whether bytes are gzip, whatever the headers say: trackers and proxies forget the header. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Reads a JSON body of at most LIMITS.bodyBytes after decompression; returns `undefined` for no body or an empty one.
 * Gzip is recognized by its first bytes, whether or not Content-Encoding names it. Throws BodyFault.
 */
export function readJson(bytes: Buffer | undefined): unknown {
  return parseJson(plainBytes(bytes));
}

/** Reads a form (`application/x-www-form-urlencoded`), compressed or not. Throws BodyFault. */
export function readForm(bytes: Buffer | undefined): URLSearchParams {
  const plain = plainBytes(bytes);
  if (!isUtf8(plain)) throw new BodyFault(400, "the body is not valid UTF-8");
  return readFields(plain.toString());
}

/** Reads the query string of an address, of a pixel for example. Throws BodyFault. */
export function readFields(text: string): URLSearchParams {
  let fields = 1;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) fields += 1;
  if (fields > MAX_FIELDS) throw new BodyFault(400, `a request may have at most ${MAX_FIELDS} fields`);
  return new URLSearchParams(text);
}

/** Reads JSON that a tracker sends in a field as base64, compressed or not. Throws BodyFault. */
export function readBase64Json(text: string): unknown {
  // Node reads base64 and base64url alike and leaves out whatever is neither.
  if (!/^[\w+/=-]+$/.test(text)) throw new BodyFault(400, "the data is not valid base64");
  return readJson(Buffer.from(text, "base64"));
}

function plainBytes(bytes: Buffer | undefined): Buffer {
  if (bytes === undefined || bytes.length === 0) throw new BodyFault(400, "the body is empty");
  const plain = isGzip(bytes) ? gunzip(bytes) : bytes;
  if (plain.length > LIMITS.bodyBytes) throw new BodyFault(413, tooLarge);
  return plain;
}

/** Trackers send a few dozen. */
const MAX_FIELDS = 2000;

const tooLarge = `the body is larger than ${LIMITS.bodyBytes} bytes`;

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.bodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw new BodyFault(413, tooLarge);
    throw new BodyFault(400, "the body is not valid gzip");
  }
}

/** Parses hostile JSON. Throws BodyFault. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new BodyFault(400, "the body is not valid UTF-8");
  refuseDeep(bytes);
  // A byte order mark, which editors and exporters of Windows put in front, is no JSON.
  const text = bytes.toString("utf8", bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  // An escaped NUL is legal JSON, and PostgreSQL refuses it late, in a worker.
  if (text.includes("\\u0000") && /(?<!\\)(?:\\\\)*\\u0000/.test(text)) {
    throw new BodyFault(400, "the body contains a NUL character");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyFault(400, "the body is not valid JSON");
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** JSON.parse accepts a million levels and blocks for as long, so they are counted first. */
function refuseDeep(bytes: Buffer): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > LIMITS.jsonDepth)
        throw new BodyFault(400, `the body is nested deeper than ${LIMITS.jsonDepth} levels`);
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
}
