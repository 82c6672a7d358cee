import { randomUUID } from "node:crypto";
import type { Kysely, Transaction } from "kysely";
import type { Identities, KnownIdentity, NewIdentity } from "../../ports/identities.ts";
import { join } from "./kysely-invitations.ts";
import { insertPerson, insertTeam } from "./kysely-people.ts";
import { orDuplicate } from "./or-duplicate.ts";
import type { AccountsSchema } from "./schema.ts";
import type { Run } from "./site-tables.ts";

/** Persons who sign in with a provider, on any Kysely dialect. */
export function createKyselyIdentities(db: Kysely<AccountsSchema>, run: Run): Identities {
  async function findIdentity({ provider, subject }: KnownIdentity): Promise<string | null> {
    const query = db.selectFrom("credentials").select("user_id").where("provider_id", "=", provider);
    return (await query.where("account_id", "=", subject).executeTakeFirst())?.user_id ?? null;
  }

  return {
    findIdentity: (identity) => run(() => findIdentity(identity)),
    hasIdentity: (userId, provider) =>
      run(async () => {
        const query = db.selectFrom("credentials").select("id").where("user_id", "=", userId);
        return (await query.where("provider_id", "=", provider).executeTakeFirst()) !== undefined;
      }),
    linkIdentity: (userId, identity) =>
      run(async () => {
        await insertIdentity(db, userId, identity);
        return (await findIdentity(identity)) === userId;
      }),
    unlinkIdentity: (userId, provider) =>
      run(async () => {
        const query = db.deleteFrom("credentials").where("user_id", "=", userId);
        return (await query.where("provider_id", "=", provider).executeTakeFirst()).numDeletedRows > 0n;
      }),
    createByIdentity: (identity) =>
      run(() =>
        orDuplicate(null, () =>
          db.transaction().execute(async (all) => {
            const userId = await insertIdentified(all, identity);
            await insertTeam(all, identity.name, userId);
            return userId;
          }),
        ),
      ),
    joinByIdentity: (identity, now) =>
      run(() =>
        orDuplicate(null, () =>
          db.transaction().execute(async (all) => {
            const open = all.deleteFrom("invitations").where("email", "=", identity.email);
            const rows = await open.where("expires_at", ">", now).returningAll().execute();
            if (rows.length === 0) return null;
            const userId = await insertIdentified(all, identity);
            for (const row of rows) await join(all, userId, row);
            return userId;
          }),
        ),
      ),
  };
}

async function insertIdentified(all: Transaction<AccountsSchema>, identity: NewIdentity): Promise<string> {
  const userId = randomUUID();
  const { name, email } = identity;
  const person = { name, email, emailVerified: true, passwordHash: null, isOperator: false };
  await insertPerson(all, userId, person);
  await insertIdentity(all, userId, identity);
  return userId;
}

/** Does nothing for an identity that is known. */
async function insertIdentity(
  db: Kysely<AccountsSchema>,
  userId: string,
  { provider, subject }: KnownIdentity,
): Promise<void> {
  const at = { created_at: new Date(), updated_at: new Date() };
  const row = { id: randomUUID(), user_id: userId, provider_id: provider, account_id: subject };
  await db
    .insertInto("credentials")
    .values({ ...row, password: null, ...at })
    .onConflict((conflict) => conflict.columns(["provider_id", "account_id"]).doNothing())
    .execute();
}
