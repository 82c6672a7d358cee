import type { Failure } from "../failure.ts";

/**
 * Returns the address of a request at the process behind, for an edge that relays it. Returns null for a request that
 * must not be relayed: its line names a host (`GET http://10.0.0.5/…`), which would receive the viewer's credentials,
 * or its path changes when parsed (`/sites/..\pipeline`), so that it would reach another route than the one allowed.
 * @param base of the process behind, `http://127.0.0.1:3001`
 * @param asked the target in the request line
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
