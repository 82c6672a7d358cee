import type { Insertable, Kysely, Selectable } from "kysely";
import type { ErasedPart, Erasure, ErasureScope } from "../../domain/site/erasure.ts";
import type { ErasureProgress, Erasures } from "../../ports/accounts.ts";
import type { AccountsSchema } from "./schema.ts";
import type { Run } from "./site-tables.ts";

type Row = Selectable<AccountsSchema["erasures"]>;

/** Erasures of periods and persons, on any Kysely dialect. */
export function createKyselyErasures(db: Kysely<AccountsSchema>, run: Run): Erasures {
  async function list(siteId?: number): Promise<Erasure[]> {
    const all = db.selectFrom("erasures").selectAll().orderBy("id");
    const query = siteId === undefined ? all : all.where("site_id", "=", siteId);
    return (await query.execute()).map(toErasure);
  }

  return {
    requestErasure: (siteId, part) =>
      run(async () => {
        const row = toRow({ siteId, part, requestedAt: Date.now() });
        const made = db.insertInto("erasures").values(row).returningAll();
        return toErasure(await made.executeTakeFirstOrThrow());
      }),
    listErasures: (siteId) => run(() => list(siteId)),
    erasuresMark: () =>
      run(async () => {
        // Sums, not the greatest id: of two requests the one with the smaller id may be committed last.
        const query = db
          .selectFrom("erasures")
          .select(({ fn }) => [
            fn.countAll().as("all"),
            fn.count("done_at").as("done"),
            fn.sum("id").as("ids"),
            fn.sum("site_id").as("sites"),
          ]);
        const { all, done, ids, sites } = await query.executeTakeFirstOrThrow();
        return `${all} ${done} ${ids} ${sites}`;
      }),
    noteErasure: (id, progress) => run(() => note(db, id, progress)),
  };
}

async function note(
  db: Kysely<AccountsSchema>,
  id: number,
  { days, rows, erasedAt, doneAt }: ErasureProgress,
): Promise<void> {
  const columns = {
    ...(days !== undefined && { days: JSON.stringify(days) }),
    ...(rows !== undefined && { rows }),
    ...(erasedAt !== undefined && { erased_at: erasedAt }),
    ...(doneAt !== undefined && { done_at: doneAt }),
  };
  if (Object.keys(columns).length > 0)
    await db.updateTable("erasures").set(columns).where("id", "=", id).execute();
}

function toRow({ siteId, part, requestedAt }: ErasureScope): Insertable<AccountsSchema["erasures"]> {
  const isPeriod = part.kind === "period";
  return {
    site_id: siteId,
    kind: part.kind,
    from_date: isPeriod ? part.firstDay : null,
    to_date: isPeriod ? part.lastDay : null,
    from_ms: isPeriod ? part.from : null,
    to_ms: isPeriod ? part.to : null,
    user_hash: isPeriod ? null : part.userHash,
    requested_at: requestedAt,
    erased_at: null,
    done_at: null,
  };
}

function toErasure(row: Row): Erasure {
  return {
    id: Number(row.id),
    siteId: Number(row.site_id),
    part: toPart(row),
    requestedAt: Number(row.requested_at),
    erasedAt: row.erased_at === null ? null : Number(row.erased_at),
    doneAt: row.done_at === null ? null : Number(row.done_at),
    days: JSON.parse(row.days) as Record<string, number>,
    rows: Number(row.rows),
  };
}

function toPart(row: Row): ErasedPart {
  if (row.kind === "user") return { kind: "user", userHash: row.user_hash ?? "" };
  return {
    kind: "period",
    firstDay: row.from_date ?? "",
    lastDay: row.to_date ?? "",
    from: Number(row.from_ms),
    to: Number(row.to_ms),
  };
}
