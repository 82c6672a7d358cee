import type { Authorize } from "../../src/http/serve/guard/authorize.ts";

/** For servers of tests that are not about access: everybody may do everything, as on an open instance. */
export const allowAll: Authorize = async (request) => {
  request.actor = { kind: "open" };
  return null;
};
