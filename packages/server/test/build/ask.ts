/** A browser of a test: keeps cookies, names its page. */
export interface Browser {
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Reply>;
  /** Its Cookie header. */
  cookie(): string;
}

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly body: any;
  readonly headers: Headers;
}

/** Opens a browser on an instance. Every request has `always` among its headers. */
export function openBrowser(url: string, always: Readonly<Record<string, string>> = {}): Browser {
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    cookie,
    async ask(method, path, body, headers = {}) {
      const reply = await fetch(url + path, {
        method,
        redirect: "manual",
        headers: {
          origin: new URL(url).origin,
          ...(cookies.size > 0 && { cookie: cookie() }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...always,
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      for (const line of reply.headers.getSetCookie()) keep(cookies, line);
      const text = await reply.text();
      return { status: reply.status, body: parse(text), headers: reply.headers };
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const at = pair.indexOf("=");
  if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), pair.slice(at + 1));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
