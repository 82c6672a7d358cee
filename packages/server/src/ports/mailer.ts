import type { Mailbox } from "../domain/mail/mailbox.ts";

/** A mail as it leaves. Texts are final; a driver adds nothing but what its protocol needs. */
export interface OutgoingMail {
  /**
   * `id@host`, without angle brackets. The same in every attempt: a connection that drops after the mail was
   * transferred looks like one that dropped before, so that a mail may arrive twice, and programs then recognize the
   * copy by it.
   */
  readonly messageId: string;
  readonly from: Mailbox;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mails. Called by the job send-mails and by `millrace mail test`, never by a request. */
export interface Mailer {
  /**
   * Resolves with the server's reply when the server has taken the mail over (for the folder: when its file is on
   * disk). Throws MailRefused when another attempt would end the same, and MailUnavailable when it may succeed.
   * MailUnavailable leaves open whether the mail was taken over. After half a minute without an end, or when `signal`
   * aborts, it throws MailUnavailable too.
   */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<{ readonly reply: string }>;
  close(): Promise<void>;
}
