import type { SendMailOptions } from "nodemailer";
import type { OutgoingMail } from "../../ports/mailer.ts";

/** Returns a mail as nodemailer composes it. */
export const toMessage = ({ messageId, from, to, subject, text, html }: OutgoingMail): SendMailOptions => ({
  messageId: `<${messageId}>`,
  from: { ...from },
  // As an object it is one address, never parsed as a list.
  to: { name: "", address: to },
  subject,
  text,
  html,
  // Nobody's absence note is an answer to it (RFC 3834).
  headers: { "Auto-Submitted": "auto-generated" },
  xMailer: false,
  disableFileAccess: true,
  disableUrlAccess: true,
});
