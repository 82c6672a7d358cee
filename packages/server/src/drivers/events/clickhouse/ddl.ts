export interface ClusterDdlOptions {
  /** As `system.clusters` names it; letters, digits, dot, dash and underscore only. */
  readonly cluster: string;
  /** What stands in place of the name of a table setting. */
  readonly tableSettings: Readonly<Record<string, string>>;
}

/**
 * Where a row goes. All of a visitor lie together; counted views have none and are spread by their id. Always the same
 * for a row: repeated inserts meet their token only where they went before.
 */
const SHARDING_KEYS: Readonly<Record<string, string>> = {
  events: "cityHash64(site_id, if(visitor_id = 0, cityHash64(id), visitor_id))",
};

/** Kept whole by every server, since each may be the one that is asked. */
const EVERYWHERE: ReadonlySet<string> = new Set(["migrations"]);

type Rewrite = (match: RegExpExecArray, rest: string, options: ClusterDdlOptions) => readonly string[];

/** By how a statement begins. What follows is its rest. */
const REWRITES: readonly (readonly [RegExp, Rewrite])[] = [
  [
    /^CREATE DATABASE IF NOT EXISTS (\w+)/,
    ([, name], rest, options) => [`CREATE DATABASE IF NOT EXISTS ${name}${onCluster(options)}${rest}`],
  ],
  [
    /^CREATE TABLE IF NOT EXISTS millrace\.(\w+)/,
    ([, name = ""], rest, options) => createTable(name, rest, options),
  ],
  [
    /^CREATE MATERIALIZED VIEW IF NOT EXISTS millrace\.(\w+) TO millrace\.(\w+)/,
    ([, name, target = ""], rest, options) => [
      `CREATE MATERIALIZED VIEW IF NOT EXISTS millrace.${name}${onCluster(options)} TO ${localOf(target)}${readLocally(rest)}`,
    ],
  ],
  [
    /^DROP VIEW IF EXISTS millrace\.(\w+)/,
    ([, name], _rest, options) => [`DROP VIEW IF EXISTS millrace.${name}${onCluster(options)} SYNC`],
  ],
  [
    /^DROP TABLE IF EXISTS millrace\.(\w+)/,
    ([, name = ""], _rest, options) =>
      [`millrace.${name}`, localOf(name)].map(
        (table) => `DROP TABLE IF EXISTS ${table}${onCluster(options)} SYNC`,
      ),
  ],
  [/^ALTER TABLE millrace\.(\w+)/, ([, name = ""], rest, options) => alterTable(name, rest, options)],
];

/** The statements that do on a cluster what one does on a server. Throws for a statement that it has no rule for. */
export function clusterStatements(statement: string, options: ClusterDdlOptions): readonly string[] {
  const bare = statement.replace(/^\s*(--.*\n\s*)*/, "");
  for (const [beginning, rewrite] of REWRITES) {
    const match = beginning.exec(bare);
    if (match !== null) return rewrite(match, bare.slice(match[0].length), options);
  }
  throw new Error(
    `[events:clickhouse] a cluster has no rule for "${bare.slice(0, 60)}": add one to drivers/events/clickhouse/ddl.ts`,
  );
}

function createTable(name: string, rest: string, options: ClusterDdlOptions): readonly string[] {
  const everywhere = EVERYWHERE.has(name);
  const local = everywhere ? `millrace.${name}` : localOf(name);
  const path = `/clickhouse/tables/{database}/${everywhere ? "all" : "{shard}"}/${local.split(".")[1]}`;
  const replica = everywhere ? "{shard}-{replica}" : "{replica}";
  const body = replaceSettings(rest, options).replace(
    /ENGINE = (\w*MergeTree)\b/,
    `ENGINE = Replicated$1('${path}', '${replica}')`,
  );
  const table = `CREATE TABLE IF NOT EXISTS ${local}${onCluster(options)}${body}`;
  if (everywhere) return [table];
  const key = SHARDING_KEYS[name];
  const shards = [
    `'${options.cluster}'`,
    "'millrace'",
    `'${name}_local'`,
    ...(key === undefined ? [] : [key]),
  ];
  return [
    table,
    `CREATE TABLE IF NOT EXISTS millrace.${name}${onCluster(options)} AS ${local} ENGINE = Distributed(${shards.join(", ")})`,
  ];
}

/** The table over the shards knows columns and nothing else of what an ALTER may be about. */
function alterTable(name: string, rest: string, options: ClusterDdlOptions): readonly string[] {
  const tables = /\b(ADD|DROP|MODIFY|RENAME) COLUMN\b/.test(rest)
    ? [localOf(name), `millrace.${name}`]
    : [localOf(name)];
  return tables.map((table) => `ALTER TABLE ${table}${onCluster(options)}${replaceSettings(rest, options)}`);
}

function replaceSettings(text: string, { tableSettings }: ClusterDdlOptions): string {
  return text.replace(/\b\w+(?= = )/g, (name) => tableSettings[name] ?? name);
}

const localOf = (table: string): string => `millrace.${table}_local`;
const readLocally = (text: string): string =>
  text.replace(/\bFROM millrace\.(\w+)/g, (_, table: string) => `FROM ${localOf(table)}`);
const onCluster = ({ cluster }: ClusterDdlOptions): string => ` ON CLUSTER '${cluster}'`;
