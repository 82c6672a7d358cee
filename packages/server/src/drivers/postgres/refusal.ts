/** What a PostgreSQL server answers that no waiting changes, by its SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html). */
const REMEDIES: readonly (readonly [RegExp, (target: Target) => string])[] = [
  [/^28/, ({ user, setting }) => `refuses the user ${user}: check name and password in ${setting}`],
  [
    /^3D000$/,
    ({ database, setting }) => `has no database ${database}: create it, or set another one in ${setting}`,
  ],
  [
    /^42501$/,
    ({ user, database }) =>
      `does not let ${user} create a schema: GRANT CREATE ON DATABASE "${database}" TO "${user}"`,
  ],
];

interface Target {
  readonly user: string;
  readonly database: string;
  /** Which one of ours holds the URL. */
  readonly setting: string;
}

/** The error for a person to whom the server at `url` refuses what a start needs, with the remedy. Null for any other. */
export function asRefusal(
  error: unknown,
  { url, setting, component }: { url: string; setting: string; component: string },
): Error | null {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  const { host, pathname, username } = new URL(url);
  const user = decodeURIComponent(username);
  const database = decodeURIComponent(pathname.slice(1)) || user;
  for (const [codes, remedy] of REMEDIES) {
    if (codes.test(code))
      return new Error(`[${component}] ${host} ${remedy({ user, database, setting })}`, { cause: error });
  }
  return null;
}
