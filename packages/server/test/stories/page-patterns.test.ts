import fc from "fast-check";
import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { pagePatternToRegex } from "../../src/domain/site/goal.ts";
import { openChdbTransport } from "../../src/drivers/events/clickhouse/transport-chdb.ts";
import { HOSTILE_TEXTS } from "../build/build-envelope.ts";
import { startPostgres } from "../servers/postgres.ts";

const server = await startPostgres();
const postgres = new pg.Client(server.url);
await postgres.connect();
const clickhouse = await openChdbTransport("chdb::memory:", 1);
afterAll(async () => {
  await Promise.all([postgres.end(), clickhouse.close()]);
  await server.stop();
});

interface Pair {
  readonly pattern: string;
  readonly path: string;
}

const word = (letters: readonly string[]) =>
  fc.array(fc.constantFrom(...letters), { maxLength: 10 }).map((all) => all.join(""));
const PUNCTUATION = [..."!\"#$%&'()+,-./:;<=>?@[\\]^_`{|}~"];
const LETTERS = ["/", "/", "a", "é", "\n", "日", "😀"];

const PAIRS: readonly Pair[] = [
  ...HOSTILE_TEXTS.flatMap((text) => [
    { pattern: text, path: text },
    { pattern: `*${text}**`, path: `a${text}/b` },
    { pattern: text, path: `${text}x` },
  ]),
  ...PUNCTUATION.map((sign) => ({ pattern: `/a${sign}*`, path: `/a${sign}b` })),
  { pattern: "***:a", path: "***:a" },
  { pattern: "/*", path: "/a\nb" },
  { pattern: "/**", path: "/a\n/b" },
  { pattern: "/a", path: "/a\n" },
  ...fc.sample(
    fc.record({
      pattern: word([...LETTERS, "*", "*", "**", ...PUNCTUATION]),
      path: word([...LETTERS, ...PUNCTUATION]),
    }),
    { numRuns: 2000, seed: 1 },
  ),
];

/** A pattern that means one thing to chDB and another to PostgreSQL would give a goal two rates. */
it("means the same to RE2 and PostgreSQL as it does here", async () => {
  const pairs = PAIRS.map(({ pattern, path }) => ({ regex: pagePatternToRegex(pattern), path }));
  const here = pairs.map(({ regex, path }) => new RegExp(regex, "su").test(path));
  expect(here).toContain(true);
  expect(here).toContain(false);

  const { rows } = await postgres.query(
    "SELECT path ~ regex AS met FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t(path, regex, n) ORDER BY n",
    [pairs.map(({ path }) => path), pairs.map(({ regex }) => regex)],
  );
  const inClickhouse = await clickhouse.read(async (client) => {
    const met: boolean[] = [];
    // Its regular expressions are constants, as they are in a report.
    for (const query_params of pairs) {
      const query = "SELECT match({path:String}, {regex:String}) AS met";
      const reply = await client.query({ query, query_params, format: "JSONEachRow" });
      met.push((await reply.json<{ met: number }>())[0]?.met === 1);
    }
    return met;
  });
  const differing = (there: readonly boolean[]) => pairs.filter((_pair, n) => there[n] !== here[n]);
  expect(differing(rows.map(({ met }) => met))).toEqual([]);
  expect(differing(inClickhouse)).toEqual([]);
});
