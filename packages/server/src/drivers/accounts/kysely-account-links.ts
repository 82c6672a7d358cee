import { randomUUID } from "node:crypto";
import type { Kysely, Transaction } from "kysely";
import type { AccountLinks, FoundLink, LinkData, LinkKind } from "../../ports/account-links.ts";
import { insertPerson, insertTeam } from "./kysely-people.ts";
import { orDuplicate } from "./or-duplicate.ts";
import type { AccountsSchema } from "./schema.ts";
import type { Run } from "./site-tables.ts";

/** Single-use links, on any Kysely dialect. */
export function createKyselyAccountLinks(db: Kysely<AccountsSchema>, run: Run): AccountLinks {
  return {
    addLink: ({ hash, kind, userId, data, expiresAt }, now) =>
      run(async () => {
        await db.deleteFrom("account_links").where("expires_at", "<=", now).execute();
        const row = { hash, kind, user_id: userId, data: JSON.stringify(data), expires_at: expiresAt };
        await db.insertInto("account_links").values(row).execute();
      }),
    findLink: (kind, hash, now) =>
      run(async () => {
        const query = db.selectFrom("account_links").selectAll().where("hash", "=", hash);
        const row = await query.where("kind", "=", kind).where("expires_at", ">", now).executeTakeFirst();
        return row === undefined ? null : toFound(row);
      }),
    forgetLinks: (userId) =>
      run(async () => {
        await db.deleteFrom("account_links").where("user_id", "=", userId).execute();
      }),
    useOnce: (hash, now, expiresAt) =>
      run(async () => {
        await db.deleteFrom("account_links").where("expires_at", "<=", now).execute();
        const row = { hash, kind: "used", user_id: null, data: "{}", expires_at: expiresAt };
        const query = db.insertInto("account_links").values(row);
        const once = query.onConflict((conflict) => conflict.column("hash").doNothing());
        return (await once.executeTakeFirst()).numInsertedOrUpdatedRows === 1n;
      }),
    resetPassword: (hash, now, passwordHash) =>
      run(() =>
        db.transaction().execute(async (all) => {
          const link = await useLink(all, ["recover"], hash, now);
          if (link?.userId == null) return null;
          await setPassword(all, link.userId, passwordHash);
          await all.deleteFrom("sign_ins").where("user_id", "=", link.userId).execute();
          await all.deleteFrom("account_links").where("user_id", "=", link.userId).execute();
          const { provesAddress } = link.data as LinkData["recover"];
          if (provesAddress) await changeUser(all, link.userId, { email_verified: true });
          return link.userId;
        }),
      ),
    confirmEmail: (hash, now) => run(() => orDuplicate("taken", () => confirmEmail(db, hash, now))),
    finishSignUp: (hash, now) => run(() => orDuplicate("taken", () => finishSignUp(db, hash, now))),
  };
}

function confirmEmail(db: Kysely<AccountsSchema>, hash: string, now: number) {
  return db.transaction().execute(async (all) => {
    const link = await useLink(all, ["verify", "change"], hash, now);
    if (link?.userId == null) return null;
    const { userId } = link;
    const { email } = link.data as LinkData["verify"];
    if (link.kind === "verify") {
      const query = all.updateTable("users").set({ email_verified: true, updated_at: new Date() });
      // The address may have changed since.
      const confirmed = query.where("id", "=", userId).where("email", "=", email);
      return (await confirmed.executeTakeFirst()).numUpdatedRows === 0n ? null : { userId, email };
    }
    await changeUser(all, userId, { email, email_verified: true });
    // Those went to the address that was.
    await all.deleteFrom("account_links").where("user_id", "=", userId).execute();
    return { userId, email };
  });
}

function finishSignUp(db: Kysely<AccountsSchema>, hash: string, now: number) {
  return db.transaction().execute(async (all) => {
    const link = await useLink(all, ["sign up"], hash, now);
    if (link === null) return null;
    const { team, language, ...person } = link.data as LinkData["sign up"];
    const userId = randomUUID();
    await insertPerson(all, userId, { ...person, emailVerified: true, isOperator: false });
    if (language !== null) await changeUser(all, userId, { language });
    await insertTeam(all, team, userId);
    return { userId };
  });
}

/** Removes the link: of several transactions the others wait for the row, and find it gone. */
async function useLink(
  all: Transaction<AccountsSchema>,
  kinds: readonly LinkKind[],
  hash: string,
  now: number,
): Promise<(FoundLink<LinkKind> & { readonly kind: LinkKind }) | null> {
  const query = all.deleteFrom("account_links").where("hash", "=", hash).where("kind", "in", kinds);
  const row = await query.where("expires_at", ">", now).returningAll().executeTakeFirst();
  return row === undefined ? null : { kind: row.kind as LinkKind, ...toFound<LinkKind>(row) };
}

function toFound<Kind extends LinkKind>(row: {
  readonly user_id: string | null;
  readonly data: string;
}): FoundLink<Kind> {
  return { userId: row.user_id, data: JSON.parse(row.data) as LinkData[Kind] };
}

async function changeUser(
  all: Transaction<AccountsSchema>,
  userId: string,
  changes: { readonly email?: string; readonly email_verified?: boolean; readonly language?: string },
): Promise<void> {
  const query = all.updateTable("users").set({ ...changes, updated_at: new Date() });
  await query.where("id", "=", userId).execute();
}

/** Also for a person who had none, since they sign in in another way. */
async function setPassword(all: Transaction<AccountsSchema>, userId: string, password: string) {
  const at = new Date();
  const query = all
    .updateTable("credentials")
    .set({ password, updated_at: at })
    .where("user_id", "=", userId);
  const { numUpdatedRows } = await query.where("provider_id", "=", "credential").executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  await all
    .insertInto("credentials")
    .values({
      id: randomUUID(),
      user_id: userId,
      account_id: userId,
      provider_id: "credential",
      password,
      created_at: at,
      updated_at: at,
    })
    .execute();
}
