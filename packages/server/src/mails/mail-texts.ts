import type { MailParams, MailTemplate } from "../domain/mail/mail.ts";

/** What a mail says. `{{name}}` is filled in: a param of the template, or `instance`. */
interface PlainText {
  readonly subject: string;
  readonly happened: string;
  readonly advice: string;
}

interface TextWithLink extends PlainText {
  readonly button: string;
}

/** Everything that mails say in one language. A text that is missing does not compile. */
export interface MailTexts {
  readonly validOneHour: string;
  /** `{{hours}}` is more than one. */
  readonly validHours: string;
  /** Before the address that the button leads to. */
  readonly address: string;
  readonly sentBy: string;
  readonly mails: {
    readonly [Template in MailTemplate]: MailParams[Template] extends { readonly link: string }
      ? TextWithLink
      : PlainText;
  };
}
