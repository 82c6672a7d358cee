import type { Kysely, Selectable } from "kysely";
import { BadRequest } from "../../domain/errors.ts";
import {
  type Annotation,
  MAX_ANNOTATIONS_PER_SITE,
  type NewAnnotation,
} from "../../domain/site/annotation.ts";
import type { SiteAnnotations } from "../../ports/accounts.ts";
import type { AccountsSchema } from "./schema.ts";
import { countOfSite, isId, type Run, refuseNul } from "./site-tables.ts";

/** Annotations on any Kysely dialect. */
export function createKyselyAnnotations(db: Kysely<AccountsSchema>, run: Run): SiteAnnotations {
  return {
    listAnnotations: (siteId) =>
      run(async () => {
        const query = db.selectFrom("annotations").selectAll().where("site_id", "=", siteId);
        return (await query.orderBy("date").orderBy("id").execute()).map(toAnnotation);
      }),
    async createAnnotation(siteId, annotation) {
      refuseNul("annotation", { text: annotation.text });
      return run(async () => {
        if ((await countOfSite(db, "annotations", siteId)) >= MAX_ANNOTATIONS_PER_SITE)
          throw new BadRequest(
            `the site has ${MAX_ANNOTATIONS_PER_SITE} annotations already: remove one first`,
          );
        const query = db.insertInto("annotations").values(toColumns(siteId, annotation)).returningAll();
        return toAnnotation(await query.executeTakeFirstOrThrow());
      });
    },
    async updateAnnotation(siteId, id, { date, text }) {
      refuseNul("annotation", { text: text ?? null });
      return run(async () => {
        if (!isId(id)) return null;
        const ofSite = { ...(date !== undefined && { date }), ...(text !== undefined && { text }) };
        if (Object.keys(ofSite).length > 0) {
          const query = db.updateTable("annotations").set(ofSite);
          await query.where("site_id", "=", siteId).where("id", "=", id).execute();
        }
        const query = db.selectFrom("annotations").selectAll().where("site_id", "=", siteId);
        const row = await query.where("id", "=", id).executeTakeFirst();
        return row === undefined ? null : toAnnotation(row);
      });
    },
    deleteAnnotation: (siteId, id) =>
      run(async () => {
        if (!isId(id)) return false;
        const query = db.deleteFrom("annotations").where("site_id", "=", siteId).where("id", "=", id);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
  };
}

function toColumns(siteId: number, { date, text }: NewAnnotation) {
  return { site_id: siteId, date, text, created_at: Date.now() };
}

function toAnnotation({ id, site_id, date, text }: Selectable<AccountsSchema["annotations"]>): Annotation {
  return { id: Number(id), siteId: Number(site_id), date, text };
}
