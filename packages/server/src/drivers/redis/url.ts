/** What a `redis://` setting says, beside the server that the client library reads from it. */
export interface RedisTarget {
  /** Without the parameters that are ours. */
  readonly serverUrl: string;
  /** `{millrace}` at the head of every key: one hash tag, so that all keys of a script lie in one slot of a cluster. */
  readonly tag: string;
  /** The weakest `appendfsync` that is accepted. */
  readonly fsync: "always" | "everysec";
  /** The operator vouches for persistence; it is not looked at, and old log files can't be rewritten. */
  readonly unchecked: boolean;
}

const PARAMETERS = ["prefix", "fsync", "unchecked"];

/** Reads `redis[s]://[user:password@]host[:port][/db][?prefix=millrace&fsync=everysec&unchecked=1]`. Throws with a remedy. */
export function parseRedisUrl(url: string, component: string): RedisTarget {
  const parsed = new URL(url);
  const refuse = (fault: string) => new Error(`[${component}] ${fault}`);
  for (const name of parsed.searchParams.keys()) {
    if (!PARAMETERS.includes(name)) throw refuse(`?${name} is unknown: use ${PARAMETERS.join(", ")}`);
  }
  const prefix = parsed.searchParams.get("prefix") ?? "millrace";
  if (!/^[\w.:-]+$/.test(prefix)) throw refuse(`?prefix=${prefix}: use letters, digits and . : _ -`);
  const fsync = parsed.searchParams.get("fsync") ?? "always";
  if (fsync !== "always" && fsync !== "everysec")
    throw refuse(`?fsync=${fsync}: use always, or everysec to risk a second of acknowledged events`);
  const unchecked = parsed.searchParams.get("unchecked") === "1";
  parsed.search = "";
  return { serverUrl: parsed.href, tag: `{${prefix}}`, fsync, unchecked };
}
