/** A line of an access log. Lives only until its event is made: client and agent end there. */
export interface LogLine {
  /** The virtual host, lower case and without its port; "" where the line names none. Never an address. */
  readonly host: string;
  /** The client's address in its one spelling, else what stands there: `unix:`, `localhost`, a resolved name, `-`. */
  readonly client: string;
  /** Epoch ms; null when it can't be read. */
  readonly timestamp: number | null;
  readonly method: string;
  /** Path and query as they were asked for; proxies write a whole URL. */
  readonly target: string;
  readonly status: number;
  readonly bytes: string;
  /** Null where the line has no place for it. */
  readonly referrer: string | null;
  readonly userAgent: string | null;
}

/** `GET /path HTTP/1.1`. lighttpd lets blanks in paths pass, so that the target ends where the protocol begins. */
export function readRequestLine(text: string): Pick<LogLine, "method" | "target"> {
  const blank = text.indexOf(" ");
  if (blank < 0) return { method: text, target: "" };
  return { method: text.slice(0, blank), target: text.slice(blank + 1).replace(/ HTTP\/\d(?:\.\d)?$/, "") };
}
