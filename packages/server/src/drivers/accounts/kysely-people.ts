import { randomUUID } from "node:crypto";
import type { Theme } from "@millrace/protocol";
import type { Kysely, Selectable, Transaction } from "kysely";
import { DAY } from "../../domain/time.ts";
import type { LiveSignIn, NewPerson, People, PersonRecord } from "../../ports/people.ts";
import { deletePerson } from "./delete-person.ts";
import { fromFlag, fromInstant, membershipsOf } from "./people-columns.ts";
import type { AccountsSchema } from "./schema.ts";
import type { Run } from "./site-tables.ts";

/** A sign-in that nobody used for this long has ended. Its absolute limit is set where it begins. */
const IDLE_MS = 7 * DAY;
const MAX_SETUP_LINKS = 10;

/** Persons and their sign-ins, on any Kysely dialect. */
export function createKyselyPeople(db: Kysely<AccountsSchema>, run: Run): People {
  async function hasPeople(): Promise<boolean> {
    return (await db.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
  }

  return {
    hasPeople: () => run(hasPeople),
    ...createSetup(db, run, hasPeople),
    ...createSignIns(db, run),
    findPerson: (userId) =>
      run(async () => {
        const row = await db.selectFrom("users").selectAll().where("id", "=", userId).executeTakeFirst();
        return row === undefined ? null : toPerson(row);
      }),
    findPersonByEmail: (email) =>
      run(async () => {
        const query = db.selectFrom("users").selectAll().where("email", "=", email.toLowerCase());
        const row = await query.executeTakeFirst();
        return row === undefined ? null : toPerson(row);
      }),
    listPeople: () =>
      run(async () => (await db.selectFrom("users").selectAll().orderBy("email").execute()).map(toPerson)),
    changePerson: (userId, { isOperator, isDisabled }) =>
      run(() =>
        db.transaction().execute(async (all) => {
          const query = all.updateTable("users").set({
            updated_at: new Date(),
            ...(isOperator !== undefined && { is_operator: isOperator }),
            ...(isDisabled !== undefined && { is_disabled: isDisabled }),
          });
          const { numUpdatedRows } = await query.where("id", "=", userId).executeTakeFirst();
          if (isDisabled === true) await all.deleteFrom("sign_ins").where("user_id", "=", userId).execute();
          return numUpdatedRows > 0n;
        }),
      ),
    endSecondFactor: (userId) => run(() => db.transaction().execute((all) => endSecondFactor(all, userId))),
    passwordHash: (userId) =>
      run(async () => {
        const query = db.selectFrom("credentials").select("password").where("user_id", "=", userId);
        return (await query.where("provider_id", "=", "credential").executeTakeFirst())?.password ?? null;
      }),
    deletePerson: (userId) => run(() => deletePerson(db, userId)),
    changeProfile: (userId, changes) =>
      run(async () => {
        const query = db.updateTable("users").set({ ...changes, updated_at: new Date() });
        const row = await query.where("id", "=", userId).returningAll().executeTakeFirst();
        return row === undefined ? null : toPerson(row);
      }),
    instanceFact: (name, value) =>
      run(async () => {
        const insert = db.insertInto("instance").values({ name, value });
        await insert.onConflict((conflict) => conflict.column("name").doNothing()).execute();
        const query = db.selectFrom("instance").select("value").where("name", "=", name);
        return (await query.executeTakeFirstOrThrow()).value;
      }),
  };
}

function createSetup(
  db: Kysely<AccountsSchema>,
  run: Run,
  hasPeople: () => Promise<boolean>,
): Pick<People, "addSetupLink" | "hasSetupLink" | "createFirstOwner"> {
  return {
    addSetupLink: (hash, at) =>
      run(async () => {
        if (await hasPeople()) return;
        await db.insertInto("setup_links").values({ hash, created_at: at }).execute();
        const latest = db.selectFrom("setup_links").select("hash").orderBy("created_at", "desc");
        await db.deleteFrom("setup_links").where("hash", "not in", latest.limit(MAX_SETUP_LINKS)).execute();
      }),
    hasSetupLink: (hash) =>
      run(async () => {
        const query = db.selectFrom("setup_links").select("hash").where("hash", "=", hash);
        return (await query.executeTakeFirst()) !== undefined && !(await hasPeople());
      }),
    createFirstOwner: ({ linkHash, person, teamName }) =>
      run(() =>
        db.transaction().execute(async (all) => {
          const link = all.deleteFrom("setup_links").where("hash", "=", linkHash).returning("hash");
          if ((await link.executeTakeFirst()) === undefined) return null;
          const userId = randomUUID();
          // Of two with links of their own, the second waits here and finds it taken.
          const claim = all.insertInto("instance").values({ name: "first owner", value: userId });
          const { numInsertedOrUpdatedRows } = await claim
            .onConflict((conflict) => conflict.column("name").doNothing())
            .executeTakeFirst();
          if (numInsertedOrUpdatedRows !== 1n) return null;
          await insertPerson(all, userId, person);
          const teamId = await insertTeam(all, teamName, userId);
          await all.updateTable("sites").set({ team_id: teamId }).where("team_id", "is", null).execute();
          await takeEmptyTeams(all, userId);
          await all.deleteFrom("setup_links").execute();
          return { userId, teamId };
        }),
      ),
  };
}

async function endSecondFactor(all: Transaction<AccountsSchema>, userId: string): Promise<boolean> {
  const changes = { two_factor_enabled: false, updated_at: new Date() };
  const query = all.updateTable("users").set(changes).where("id", "=", userId);
  const { numUpdatedRows } = await query.where("two_factor_enabled", "=", true).executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await all.deleteFrom("two_factors").where("user_id", "=", userId).execute();
  await all.deleteFrom("sign_ins").where("user_id", "=", userId).execute();
  return true;
}

/** Creates a person. */
export async function insertPerson(
  all: Transaction<AccountsSchema>,
  id: string,
  person: NewPerson,
): Promise<void> {
  const at = { created_at: new Date(), updated_at: new Date() };
  const { name, email, emailVerified, isOperator, passwordHash } = person;
  await all
    .insertInto("users")
    .values({
      id,
      name,
      email,
      email_verified: emailVerified,
      is_operator: isOperator,
      is_disabled: false,
      two_factor_enabled: false,
      ...at,
    })
    .execute();
  if (passwordHash === null) return;
  const credential = { id: randomUUID(), user_id: id, account_id: id, provider_id: "credential" };
  await all
    .insertInto("credentials")
    .values({ ...credential, password: passwordHash, ...at })
    .execute();
}

/** Creates a team with its owner, if it has one. Resolves with its id. */
export async function insertTeam(
  all: Transaction<AccountsSchema>,
  name: string,
  ownerId: string | null,
): Promise<number> {
  const made = all.insertInto("teams").values({ name, created_at: Date.now() }).returning("id");
  const teamId = Number((await made.executeTakeFirstOrThrow()).id);
  if (ownerId !== null) await insertOwner(all, teamId, ownerId);
  return teamId;
}

async function insertOwner(all: Transaction<AccountsSchema>, teamId: number, userId: string): Promise<void> {
  const owner = { team_id: teamId, user_id: userId, role: "owner", sites: null, created_at: Date.now() };
  await all.insertInto("members").values(owner).execute();
}

/** Makes a person the owner of the teams that nobody is in. */
async function takeEmptyTeams(all: Transaction<AccountsSchema>, userId: string): Promise<void> {
  const members = all.selectFrom("members").select("team_id");
  const teams = await all.selectFrom("teams").select("id").where("id", "not in", members).execute();
  for (const { id } of teams) await insertOwner(all, Number(id), userId);
}

function createSignIns(
  db: Kysely<AccountsSchema>,
  run: Run,
): Pick<People, "findSignIn" | "noteSignInUsed" | "listSignIns" | "endSignIn" | "endOtherSignIns"> {
  async function findSignIn(token: string, now: number): Promise<LiveSignIn | null> {
    const row = await db
      .selectFrom("sign_ins")
      .innerJoin("users", "users.id", "sign_ins.user_id")
      .select(["sign_ins.id", "sign_ins.user_id", "sign_ins.updated_at", "users.name", "users.email"])
      .select(["users.is_operator", "users.is_disabled"])
      .where("sign_ins.token", "=", token)
      .where("sign_ins.expires_at", ">", new Date(now))
      .where("sign_ins.updated_at", ">", new Date(now - IDLE_MS))
      .executeTakeFirst();
    if (row === undefined || fromFlag(row.is_disabled)) return null;
    return {
      id: row.id,
      userId: row.user_id,
      name: row.name,
      email: row.email,
      isOperator: fromFlag(row.is_operator),
      memberships: await membershipsOf(db, row.user_id),
      usedAt: fromInstant(row.updated_at),
    };
  }

  return {
    findSignIn: (token, now) => run(() => findSignIn(token, now)),
    noteSignInUsed: (signInId, at) =>
      run(async () => {
        const query = db.updateTable("sign_ins").set({ updated_at: new Date(at) });
        await query.where("id", "=", signInId).execute();
      }),
    listSignIns: (userId, now) =>
      run(async () => {
        const query = db.selectFrom("sign_ins").selectAll().where("user_id", "=", userId);
        const rows = await query
          .where("expires_at", ">", new Date(now))
          .where("updated_at", ">", new Date(now - IDLE_MS))
          .orderBy("updated_at", "desc")
          .execute();
        return rows.map((row) => ({
          id: row.id,
          device: row.user_agent ?? "",
          createdAt: fromInstant(row.created_at),
          usedAt: fromInstant(row.updated_at),
        }));
      }),
    endSignIn: (userId, signInId) =>
      run(async () => {
        const query = db.deleteFrom("sign_ins").where("user_id", "=", userId).where("id", "=", signInId);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
    endOtherSignIns: (userId, signInId) =>
      run(async () => {
        const all = db.deleteFrom("sign_ins").where("user_id", "=", userId);
        const query = signInId === null ? all : all.where("id", "!=", signInId);
        return Number((await query.executeTakeFirst()).numDeletedRows);
      }),
  };
}

function toPerson(row: Selectable<AccountsSchema["users"]>): PersonRecord {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    emailVerified: fromFlag(row.email_verified),
    isOperator: fromFlag(row.is_operator),
    isDisabled: fromFlag(row.is_disabled),
    language: row.language,
    timezone: row.timezone,
    theme: row.theme as Theme | null,
    hasTwoFactor: fromFlag(row.two_factor_enabled),
    createdAt: fromInstant(row.created_at),
  };
}
