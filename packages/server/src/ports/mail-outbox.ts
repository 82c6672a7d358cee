import type { NewMail } from "../domain/mail/mail.ts";

/**
 * Mails that wait to be sent, and for 30 days what became of them. A use case queues a mail in the accounts store; the
 * scheduler's job send-mails claims and sends it. Instants are epoch ms.
 *
 * The params of a mail hold a link with a secret token, in clear: without it the mail can't be written later. Whoever
 * can read the database can follow the links of mails that wait. They are erased with the attempt that sends the mail
 * or fails for good; the bytes may stay in free pages, logs and backups of the database, so a link must expire by
 * itself and work once only.
 */
export interface MailOutbox {
  /** Resolves when the mail is stored. Throws BadRequest for what is no address. */
  queueMail(mail: NewMail): Promise<void>;
  /**
   * Takes mails that are due, the longest due first. Of several schedulers each mail goes to one, for `claimMs`: a mail
   * that nothing is noted for until then is due again, so that a scheduler that was killed loses nothing. Counts an
   * attempt of each.
   */
  claimMails(options: {
    readonly now: number;
    readonly max: number;
    readonly claimMs: number;
  }): Promise<readonly ClaimedMail[]>;
  /** Erases the params of a mail that was sent. */
  noteMailSent(id: string, at: number): Promise<void>;
  /**
   * Keeps the reason, and tries again at `nextAttemptAt`. With null the mail has failed for good: its params are
   * erased. Changes nothing for a mail that was sent meanwhile.
   */
  noteMailFailed(id: string, outcome: MailFailure): Promise<void>;
  /** Lets waiting mails be due at once: those of the ids, or all. Returns how many. */
  retryMails(ids: readonly string[] | "all", at: number): Promise<number>;
  /** Returns mails that were not sent, those that failed first, in both groups the latest first. Without params. */
  listMails(options: { readonly limit: number }): Promise<readonly MailRecord[]>;
  countMails(): Promise<{ readonly waiting: number; readonly failed: number }>;
  /** Removes mails that were queued before an instant, whatever became of them. */
  forgetMails(before: number): Promise<void>;
}

export interface MailFailure {
  readonly error: string;
  readonly at: number;
  readonly nextAttemptAt: number | null;
}

/** A mail to send now. */
export interface ClaimedMail {
  readonly id: string;
  readonly to: string;
  readonly language: string;
  /** One of this release's, unless another release queued it. */
  readonly template: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  /** Including the one that begins. */
  readonly attempts: number;
}

/** What is known of a mail that was not sent. */
export interface MailRecord {
  readonly id: string;
  readonly to: string;
  readonly template: string;
  readonly createdAt: number;
  readonly attempts: number;
  readonly lastError: string | null;
  /** null: it has failed for good. */
  readonly nextAttemptAt: number | null;
}
