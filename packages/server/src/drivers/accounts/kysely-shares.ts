import type { ShareCard } from "@millrace/protocol";
import type { Kysely, Selectable } from "kysely";
import { BadRequest } from "../../domain/errors.ts";
import {
  MAX_SHARES_PER_SITE,
  type ShareRecord,
  type ShareRecordChanges,
  type Shares,
} from "../../ports/shares.ts";
import type { AccountsSchema } from "./schema.ts";
import { countOfSite, isId, NUL, type Run, refuseNul } from "./site-tables.ts";

/** Share links, on any Kysely dialect. */
export function createKyselyShares(db: Kysely<AccountsSchema>, run: Run): Shares {
  return {
    async createShare({ siteId, slug, createdBy, createdAt, ...share }) {
      refuseNul("share link", { name: share.name });
      return run(async () => {
        if ((await countOfSite(db, "shares", siteId)) >= MAX_SHARES_PER_SITE)
          throw new BadRequest(`the site has ${MAX_SHARES_PER_SITE} share links already: remove one first`);
        const own = { site_id: siteId, slug, created_by: createdBy, created_at: createdAt };
        const row = await db
          .insertInto("shares")
          .values({ ...own, ...toColumns(share) } as never)
          .onConflict((conflict) => conflict.columns(["site_id", "name"]).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) return toShare(row);
        throw nameTaken(share.name);
      });
    },
    listShares: (siteId) =>
      run(async () => {
        const query = db.selectFrom("shares").selectAll().where("site_id", "=", siteId);
        return (await query.orderBy("id", "desc").execute()).map(toShare);
      }),
    async updateShare(siteId, id, changes) {
      refuseNul("share link", { name: changes.name ?? null });
      return run(async () => {
        if (!isId(id)) return null;
        const columns = toColumns(changes);
        if (changes.name !== undefined) {
          const taken = db.selectFrom("shares").select("id").where("site_id", "=", siteId);
          const other = await taken.where("name", "=", changes.name).executeTakeFirst();
          if (other !== undefined && Number(other.id) !== id) throw nameTaken(changes.name);
        }
        if (Object.keys(columns).length > 0) {
          const query = db.updateTable("shares").set(columns).where("site_id", "=", siteId);
          await query.where("id", "=", id).execute();
        }
        const query = db.selectFrom("shares").selectAll().where("site_id", "=", siteId);
        const row = await query.where("id", "=", id).executeTakeFirst();
        return row === undefined ? null : toShare(row);
      });
    },
    deleteShare: (siteId, id) =>
      run(async () => {
        if (!isId(id)) return false;
        const query = db.deleteFrom("shares").where("site_id", "=", siteId).where("id", "=", id);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
    findShare: (slug, now) =>
      run(async () => {
        if (slug.includes(NUL)) return null;
        const row = await db
          .selectFrom("shares")
          .innerJoin("sites", "sites.id", "shares.site_id")
          .selectAll("shares")
          .select(["sites.name as site_name", "sites.timezone", "sites.share_threshold"])
          .where("slug", "=", slug)
          .executeTakeFirst();
        if (row === undefined) return null;
        const share = toShare(row);
        if (share.expiresAt !== null && share.expiresAt <= now) return null;
        const { site_name: name, timezone, share_threshold } = row;
        return { ...share, site: { name, timezone, shareThreshold: Number(share_threshold) } };
      }),
  };
}

const nameTaken = (name: string) =>
  new BadRequest(`the site has a share link called ${JSON.stringify(name)} already`);

const toColumns = ({ name, passwordHash, expiresAt, cards, embedOrigins }: ShareRecordChanges) => ({
  ...(name !== undefined && { name }),
  ...(passwordHash !== undefined && { password_hash: passwordHash }),
  ...(expiresAt !== undefined && { expires_at: expiresAt }),
  ...(cards !== undefined && { cards: cards === null ? null : JSON.stringify(cards) }),
  ...(embedOrigins !== undefined && { embed_origins: JSON.stringify(embedOrigins) }),
});

const toShare = (row: Selectable<AccountsSchema["shares"]>): ShareRecord => ({
  id: Number(row.id),
  siteId: Number(row.site_id),
  slug: row.slug,
  name: row.name,
  passwordHash: row.password_hash,
  expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  cards: row.cards === null ? null : (JSON.parse(row.cards) as ShareCard[]),
  embedOrigins: JSON.parse(row.embed_origins) as string[],
  createdAt: Number(row.created_at),
});
