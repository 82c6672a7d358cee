import type { NewMail } from "../../src/domain/mail/mail.ts";
import type { OutgoingMail } from "../../src/ports/mailer.ts";

/** A mail with a link that must not be seen anywhere but in the mail. */
export const SECRET_LINK = "https://stats.example.com/reset?token=s3cr3t";

export const newMail = (to = "ada@example.com"): NewMail => ({
  to,
  language: "en",
  template: "reset-password",
  params: { link: SECRET_LINK, hours: 24 },
});

export const outgoingMail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: "11111111-2222-4333-8444-555555555555@stats.example.com",
  from: { name: "Millrace", address: "stats@example.com" },
  to: "ada@example.com",
  subject: "Grüße",
  text: `Open ${SECRET_LINK}\n`,
  html: `<p>Open <a href="${SECRET_LINK}">it</a></p>`,
  ...changes,
});
