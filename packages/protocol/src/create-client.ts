import { type ClientOptions, createCaller, figureCalls } from "./client.ts";
import { moreCalls } from "./more-calls.ts";

/** Creates a client of an instance. Every call throws ClientError for a status other than 2xx. */
export function createClient(options: ClientOptions) {
  const caller = createCaller(options);
  return { ...figureCalls(caller), ...moreCalls(caller) };
}

export type Client = ReturnType<typeof createClient>;
