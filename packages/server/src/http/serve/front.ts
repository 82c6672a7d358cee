import type { IncomingMessage, RequestListener } from "node:http";

/** Header of every reply: browsers must not guess a type other than its content type. */
export const NOSNIFF = ["x-content-type-options", "nosniff"] as const;

/**
 * Runs before doors and routes. Refuses requests without a host or with two of them: programs that read the first and
 * programs that read the last would disagree about the target (RFC 9112, 3.2). Node silently keeps the first.
 */
export function createFront(next: RequestListener): RequestListener {
  return function receive(request, response) {
    const fault = hostFault(request);
    if (fault === null) {
      next(request, response);
      return;
    }
    const text = JSON.stringify({ error: fault });
    response
      .writeHead(400, [
        ...NOSNIFF,
        "content-type",
        "application/json; charset=utf-8",
        "content-length",
        String(Buffer.byteLength(text)),
        "connection",
        "close",
      ])
      .end(text);
  };
}

/** Adds the header of every reply to those of routes; doors write it themselves. */
export function withNosniff(routes: RequestListener): RequestListener {
  const [name, value] = NOSNIFF;
  return function receive(request, response) {
    response.setHeader(name, value);
    routes(request, response);
  };
}

function hostFault({ rawHeaders, httpVersion }: IncomingMessage): string | null {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && (name === "host" || name === "Host" || name.toLowerCase() === "host")) hosts++;
  }
  if (hosts === 1) return null;
  if (hosts > 1) return "the request has more than one Host header";
  return httpVersion === "1.0" ? null : "the request has no Host header";
}
