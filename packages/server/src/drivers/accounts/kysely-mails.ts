import { randomUUID } from "node:crypto";
import { type Kysely, type Selectable, sql } from "kysely";
import { BadRequest } from "../../domain/errors.ts";
import { isMailAddress } from "../../domain/mail/mailbox.ts";
import type { ClaimedMail, MailOutbox, MailRecord } from "../../ports/mail-outbox.ts";
import type { AccountsSchema } from "./schema.ts";
import { NUL, type Run, refuseNul } from "./site-tables.ts";

type Row = Selectable<AccountsSchema["mails"]>;

/** What a row has once nothing more is to be sent: the params hold single-use links. */
const DONE = { params: null, next_attempt_at: null, claimed_until: 0 } as const;

/** The outbox of mails on any Kysely dialect. */
export function createKyselyMails(db: Kysely<AccountsSchema>, run: Run): MailOutbox {
  /** Claims one mail, if nobody else has done so since it was looked for. */
  async function claim(id: string, now: number, claimMs: number): Promise<ClaimedMail | null> {
    const row = await db
      .updateTable("mails")
      .set({ attempts: sql`attempts + 1`, claimed_until: now + claimMs })
      .where("id", "=", id)
      .where("next_attempt_at", "<=", now)
      .where("claimed_until", "<=", now)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toClaimed(row);
  }

  return {
    async queueMail({ to, language, template, params }) {
      if (!isMailAddress(to)) throw new BadRequest(`${JSON.stringify(to)} is not an e-mail address`);
      refuseNul("mail", { language });
      const row = { id: randomUUID(), to_address: to, language, template, params: JSON.stringify(params) };
      const now = Date.now();
      const times = { created_at: now, next_attempt_at: now, attempts: 0, claimed_until: 0 };
      await run(() =>
        db
          .insertInto("mails")
          .values({ ...row, ...times })
          .execute(),
      );
    },
    claimMails: ({ now, max, claimMs }) =>
      run(async () => {
        const due = db.selectFrom("mails").select("id").where("next_attempt_at", "<=", now);
        const ids = await due
          .where("claimed_until", "<=", now)
          .orderBy("next_attempt_at")
          .orderBy("id")
          .limit(max)
          .execute();
        // One by one: an update of several rows by two schedulers could lock them in a ring.
        const claimed: ClaimedMail[] = [];
        for (const { id } of ids) {
          const mail = await claim(id, now, claimMs);
          if (mail !== null) claimed.push(mail);
        }
        return claimed;
      }),
    noteMailSent: (id, at) =>
      run(async () => {
        const sent = { ...DONE, sent_at: at, failed_at: null, last_error: null };
        await db.updateTable("mails").set(sent).where("id", "=", id).execute();
      }),
    noteMailFailed: (id, { error, at, nextAttemptAt }) =>
      run(async () => {
        const last_error = error.replaceAll(NUL, "");
        const outcome =
          nextAttemptAt === null
            ? { ...DONE, last_error, failed_at: at }
            : { last_error, next_attempt_at: nextAttemptAt, claimed_until: 0 };
        const query = db.updateTable("mails").set(outcome).where("id", "=", id);
        await query.where("sent_at", "is", null).where("failed_at", "is", null).execute();
      }),
    ...createKyselyMailRecords(db, run),
  };
}

/** What a person and the job see of all mails. */
function createKyselyMailRecords(
  db: Kysely<AccountsSchema>,
  run: Run,
): Pick<MailOutbox, "retryMails" | "listMails" | "countMails" | "forgetMails"> {
  return {
    retryMails: (ids, at) =>
      run(async () => {
        const all = db.updateTable("mails").set({ next_attempt_at: at });
        const waiting = all.where("next_attempt_at", "is not", null);
        const chosen = ids === "all" ? waiting : waiting.where("id", "in", withoutNul(ids));
        return Number((await chosen.executeTakeFirst()).numUpdatedRows);
      }),
    listMails: ({ limit }) =>
      run(async () => {
        const query = db.selectFrom("mails").selectAll().where("sent_at", "is", null);
        const rows = await query
          .orderBy(sql`failed_at is null`)
          .orderBy("created_at", "desc")
          .orderBy("id")
          .limit(limit)
          .execute();
        return rows.map(toRecord);
      }),
    countMails: () =>
      run(async () => {
        const { count } = db.fn;
        const row = await db
          .selectFrom("mails")
          .select([count("next_attempt_at").as("waiting"), count("failed_at").as("failed")])
          .executeTakeFirst();
        return { waiting: Number(row?.waiting ?? 0), failed: Number(row?.failed ?? 0) };
      }),
    forgetMails: (before) =>
      run(async () => {
        await db.deleteFrom("mails").where("created_at", "<", before).execute();
      }),
  };
}

/** Never empty, since SQL has no empty list; no mail has the id "". */
const withoutNul = (ids: readonly string[]): string[] => ["", ...ids.filter((id) => !id.includes(NUL))];

const toClaimed = (row: Row): ClaimedMail => ({
  id: row.id,
  to: row.to_address,
  language: row.language,
  template: row.template,
  params: JSON.parse(row.params ?? "{}") as Record<string, unknown>,
  createdAt: Number(row.created_at),
  attempts: row.attempts,
});

const toRecord = (row: Row): MailRecord => ({
  id: row.id,
  to: row.to_address,
  template: row.template,
  createdAt: Number(row.created_at),
  attempts: row.attempts,
  lastError: row.last_error,
  nextAttemptAt: row.next_attempt_at === null ? null : Number(row.next_attempt_at),
});
