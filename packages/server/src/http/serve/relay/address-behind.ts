import type { Failure } from "../failure.ts";

/**
 * Where the process behind answers a request, for an edge that hands it on. Null for one that can't go on: its line
 * names a host (`GET http://10.0.0.5/…`), which would be asked with the viewer's credentials, or its path is another
 * once it is an address (`/sites/..\pipeline`), and the route behind would not be the one that was allowed.
 * @param base of the process behind, `http://127.0.0.1:3001`
 * @param asked what the request line says
 */
export function addressBehind(base: string, asked = ""): URL | null {
  if (!/^\/(?!\/)/.test(asked)) return null;
  const address = new URL(base + asked);
  const [path = ""] = asked.split(/[?#]/, 1);
  return address.pathname === new URL(base).pathname.replace(/\/$/, "") + path ? address : null;
}

export const NOT_RELAYED: Failure = {
  status: 400,
  message: "the request line must be a path, as in GET /api/v1/sites",
};
