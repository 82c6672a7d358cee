/** Where a ClickHouse server is and how to enter it, as EVENTS_URL says. */
export interface ServerAddress {
  /** `http://host:8123`, without credentials. */
  readonly httpUrl: string;
  /** `host:8123`, for messages. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** The cluster over which tables are made, as `system.clusters` names it; null: one server. */
  readonly cluster: string | null;
  /** A file with the certificate of the authority that signed the server's; null: those the system trusts. */
  readonly caFile: string | null;
}

const OPTIONS: readonly string[] = ["cluster", "ca"];
const DEFAULT_PORT = { "clickhouse:": "8123", "clickhouses:": "8443" } as const;

/**
 * Reads `clickhouse://user:password@host:8123/millrace?cluster=name`, or `clickhouses://` for TLS (with `?ca=<file>` for an
 * authority of your own). Throws when it says something that nobody would heed.
 */
export function parseServerUrl(text: string): ServerAddress {
  const url = new URL(text);
  const isTls = url.protocol === "clickhouses:";
  const address = `${url.hostname}:${url.port || DEFAULT_PORT[isTls ? "clickhouses:" : "clickhouse:"]}`;
  if (url.hostname === "") throw fault("EVENTS_URL has no host", "set clickhouse://host:8123/millrace");
  if (!["", "/", "/millrace"].includes(url.pathname)) {
    throw fault(
      `EVENTS_URL names the database ${url.pathname.slice(1)}`,
      "the database is always millrace, set that or leave it out",
    );
  }
  const unknown = [...url.searchParams.keys()].filter((name) => !OPTIONS.includes(name));
  if (unknown.length > 0)
    throw fault(`EVENTS_URL has unknown parameters ${unknown.join(", ")}`, `use ${OPTIONS.join(", ")}`);
  return {
    httpUrl: `${isTls ? "https" : "http"}://${address}`,
    address,
    user: decodeURIComponent(url.username) || "default",
    password: decodeURIComponent(url.password),
    cluster: checkedCluster(url.searchParams.get("cluster")),
    caFile: url.searchParams.get("ca"),
  };
}

/** It stands in the text of statements, where nothing can be bound. */
function checkedCluster(name: string | null): string | null {
  if (name === null || /^[\w.-]+$/.test(name)) return name;
  throw fault(`EVENTS_URL has cluster=${name}`, "use letters, digits, dot, dash and underscore");
}

const fault = (wrong: string, remedy: string): Error => new Error(`[events:clickhouse] ${wrong}: ${remedy}`);
