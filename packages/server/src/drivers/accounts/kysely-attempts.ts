import { type Kysely, sql } from "kysely";
import { SECOND } from "../../domain/time.ts";
import type { AttemptLimits, Attempts } from "../../ports/people.ts";
import type { AccountsSchema } from "./schema.ts";
import type { Run } from "./site-tables.ts";

/** Failed attempts, on any Kysely dialect. */
export function createKyselyAttempts(db: Kysely<AccountsSchema>, run: Run): Attempts {
  return {
    takeAttempt: (key, now, limits) =>
      run(async () => {
        await db
          .deleteFrom("attempts")
          .where("last_at", "<", now - limits.forgetMs)
          .execute();
        const taken = await db
          .insertInto("attempts")
          .values({ key, failures: 1, free_at: now, last_at: now })
          .onConflict((conflict) =>
            conflict
              .column("key")
              .doUpdateSet({
                failures: sql`attempts.failures + 1`,
                free_at: sql`${sql.lit(now)} + ${waitAfter(limits)}`,
                last_at: now,
              })
              .where("attempts.free_at", "<=", now),
          )
          .returning("failures")
          .executeTakeFirst();
        return taken !== undefined;
      }),
    forgiveAttempt: (key) =>
      run(async () => {
        const query = db.updateTable("attempts").set({ failures: sql`failures - 1`, free_at: 0 });
        await query.where("key", "=", key).where("failures", ">", 0).execute();
      }),
    clearAttempts: (key) =>
      run(async () => {
        await db.deleteFrom("attempts").where("key", "=", key).execute();
      }),
  };
}

/** Milliseconds after the attempt that is being counted. The exponent is capped: SQL has no infinity. */
function waitAfter({ free, maxWaitMs }: AttemptLimits) {
  const beyond = sql`(attempts.failures + 1 - ${sql.lit(free)})`;
  const doublings = Math.ceil(Math.log2(maxWaitMs / SECOND));
  return sql<number>`CASE
    WHEN ${beyond} < 0 THEN 0
    WHEN ${beyond} >= ${sql.lit(doublings)} THEN ${sql.lit(maxWaitMs)}
    ELSE ${sql.lit(SECOND)} * (1 << ${beyond}) END`;
}
