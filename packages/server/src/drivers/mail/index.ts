import { lookUp } from "@millrace/protocol";
import type { Mailer } from "../../ports/mailer.ts";
import type { MailerOptions } from "./options.ts";

/** Mail drivers by URL scheme. Each is imported when it is opened. */
export const MAIL_DRIVERS: Readonly<
  Record<string, () => Promise<{ open(url: string, options: MailerOptions): Promise<Mailer> }>>
> = {
  smtp: () => import("./smtp.ts"),
  smtps: () => import("./smtp.ts"),
  folder: () => import("./folder.ts"),
};

/** Throws when no driver serves the URL's scheme. Connects to nothing: a server that is away fails the first mail. */
export async function openMailer(url: string, options: MailerOptions): Promise<Mailer> {
  const load = lookUp(MAIL_DRIVERS, url.slice(0, url.indexOf(":")));
  if (load === undefined) {
    throw new Error(
      `SMTP_URL=${url.replace(/\/\/.*@/, "//")}: no such mail driver, expected ${Object.keys(MAIL_DRIVERS).join(", ")}`,
    );
  }
  return (await load()).open(url, options);
}
