/** Languages that mails are written in, those of the dashboard. */
export const MAIL_LANGUAGES = ["en", "de", "fr", "es", "pt"] as const;
export type MailLanguage = (typeof MAIL_LANGUAGES)[number];

/**
 * What each template needs. `link` may hold a single-use token; `hours` is how long it is valid. Names are shown as
 * they are, whatever is in them.
 */
export interface MailParams {
  readonly "verify-email": { readonly link: string; readonly hours: number };
  readonly "reset-password": { readonly link: string; readonly hours: number };
  /** Sent to the new address. */
  readonly "change-email": { readonly link: string; readonly hours: number; readonly newAddress: string };
  /** Somebody signed up with an address that has an account. `hours` is null for a link that does not expire. */
  readonly "address-in-use": { readonly link: string; readonly hours: number | null };
  readonly invitation: {
    readonly link: string;
    readonly hours: number;
    readonly team: string;
    readonly inviter: string;
  };
  readonly "password-changed": Readonly<Record<never, never>>;
  /** Sent by `millrace users turn-off-second-factor`. */
  readonly "second-factor-off": Readonly<Record<never, never>>;
  /** Sent by `millrace mail test`. */
  readonly test: Readonly<Record<never, never>>;
}

export type MailTemplate = keyof MailParams;

/** A mail as its sender asks for it: what to say, to whom, in which language. */
export type NewMail = {
  readonly [Template in MailTemplate]: {
    readonly to: string;
    /** The person's; English where it has no texts. */
    readonly language: string;
    readonly template: Template;
    readonly params: MailParams[Template];
  };
}[MailTemplate];
