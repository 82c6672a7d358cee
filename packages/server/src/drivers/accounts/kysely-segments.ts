import type { Kysely, Selectable } from "kysely";
import { BadRequest } from "../../domain/errors.ts";
import { MAX_SEGMENTS_PER_SITE, type NewSegment, type Segment } from "../../domain/site/segment.ts";
import type { SiteSegments } from "../../ports/accounts.ts";
import type { AccountsSchema } from "./schema.ts";
import { byName, countOfSite, isId, type Run, refuseNul } from "./site-tables.ts";

/** Segments on any Kysely dialect. */
export function createKyselySegments(db: Kysely<AccountsSchema>, run: Run): SiteSegments {
  const ofSite = (siteId: number) => db.selectFrom("segments").selectAll().where("site_id", "=", siteId);
  return {
    listSegments: (siteId) => run(async () => (await ofSite(siteId).execute()).map(toSegment).sort(byName)),
    findSegments: (siteId, ids) =>
      run(async () => {
        const known = ids.filter(isId);
        if (known.length === 0) return [];
        return (await ofSite(siteId).where("id", "in", known).orderBy("id").execute()).map(toSegment);
      }),
    async createSegment(siteId, segment) {
      refuseNul("segment", { name: segment.name });
      return run(async () => {
        if ((await countOfSite(db, "segments", siteId)) >= MAX_SEGMENTS_PER_SITE)
          throw new BadRequest(`the site has ${MAX_SEGMENTS_PER_SITE} segments already: remove one first`);
        const row = await db
          .insertInto("segments")
          .values(toColumns(siteId, segment))
          .onConflict((conflict) => conflict.columns(["site_id", "name"]).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) return toSegment(row);
        throw new BadRequest(`the site has a segment called ${JSON.stringify(segment.name)} already`);
      });
    },
    deleteSegment: (siteId, id) =>
      run(async () => {
        if (!isId(id)) return false;
        const query = db.deleteFrom("segments").where("site_id", "=", siteId).where("id", "=", id);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
  };
}

function toColumns(siteId: number, { name, filters }: NewSegment) {
  return { site_id: siteId, name, filters: JSON.stringify(filters), created_at: Date.now() };
}

function toSegment({ id, site_id, name, filters }: Selectable<AccountsSchema["segments"]>): Segment {
  return { id: Number(id), siteId: Number(site_id), name, filters: JSON.parse(filters) };
}
