import type { AccountLinks } from "../ports/account-links.ts";
import type { MailOutbox } from "../ports/mail-outbox.ts";
import type { People } from "../ports/people.ts";

export interface NotePasswordChangeDeps {
  readonly people: Pick<People, "findPerson">;
  readonly links: Pick<AccountLinks, "forgetLinks">;
  readonly mails: Pick<MailOutbox, "queueMail">;
}

/** Queues a mail that says that the password was changed. Links that whoever knew the old one asked for stop working. */
export async function notePasswordChange(
  userId: string,
  { people, links, mails }: NotePasswordChangeDeps,
): Promise<void> {
  await links.forgetLinks(userId);
  const person = await people.findPerson(userId);
  if (person === null) return;
  const { email, language } = person;
  await mails.queueMail({ to: email, language: language ?? "en", template: "password-changed", params: {} });
}
