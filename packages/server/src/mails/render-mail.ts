import { lookUp } from "@millrace/protocol";
import { MailRefused, MailUnavailable } from "../domain/errors.ts";
import type { ClaimedMail } from "../ports/mail-outbox.ts";
import { page } from "./html.ts";
import { MAIL_TEXTS } from "./index.ts";
import type { MailTexts } from "./mail-texts.ts";

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface RenderContext {
  /** Address of the instance, below which links must lead; null: it has none, and they may lead anywhere on the web. */
  readonly instanceUrl: string | null;
}

type MailContent = Pick<ClaimedMail, "language" | "template" | "params">;

/** What a template says once it is found by its name. */
interface FoundText {
  readonly subject: string;
  readonly happened: string;
  readonly advice: string;
  readonly button?: string;
}

/** Longest text of a stranger that a mail shows. */
const MAX_CHARACTERS = 100;

/**
 * Writes a mail in its language, or in English. Whatever is filled in is hostile text: it stays one short line, is
 * escaped in HTML, and links lead to the instance only. Throws MailRefused for params that do not go with the template,
 * and MailUnavailable for the template of another release.
 */
export function renderMail(mail: MailContent, { instanceUrl }: RenderContext): RenderedMail {
  const texts = lookUp(MAIL_TEXTS, mail.language.split("-")[0] ?? "") ?? MAIL_TEXTS.en;
  const found: FoundText | undefined = lookUp(texts.mails, mail.template);
  if (found === undefined)
    throw new MailUnavailable(`[mails] there is no template ${mail.template} in this release`);
  const instance = instanceUrl === null ? "Millrace" : `Millrace (${new URL(instanceUrl).host})`;
  const values = { ...mail.params, instance };
  const link = found.button === undefined ? null : checkLink(mail.params.link, instanceUrl);
  const say = (text: string) => fill(text, values);
  const parts = {
    subject: say(found.subject),
    happened: say(found.happened),
    validity: validity(texts, mail.params.hours, say),
    advice: say(found.advice),
    sentBy: say(texts.sentBy),
  };
  const button = link === null ? null : { link, label: found.button ?? "", address: texts.address };
  return {
    subject: parts.subject,
    text: asText(parts, link),
    html: page({ language: languageOf(texts), ...parts, button }),
  };
}

function languageOf(texts: MailTexts): string {
  return Object.entries(MAIL_TEXTS).find(([, of]) => of === texts)?.[0] ?? "en";
}

function validity(texts: MailTexts, hours: unknown, say: (text: string) => string): string | null {
  if (hours === undefined || hours === null) return null;
  return say(hours === 1 ? texts.validOneHour : texts.validHours);
}

type Parts = Record<"subject" | "happened" | "advice" | "sentBy", string> & { validity: string | null };

function asText({ happened, validity, advice, sentBy }: Parts, link: string | null): string {
  const paragraphs = [happened, link, validity, advice, `-- \n${sentBy}`];
  return `${paragraphs.filter((paragraph) => paragraph !== null).join("\n\n")}\n`;
}

function fill(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = lookUp(values, name);
    if (typeof value !== "string" && typeof value !== "number")
      throw new MailRefused(`[mails] the mail has no param ${name}`);
    return oneLine(String(value));
  });
}

/** Line breaks would begin another header, and marks of direction turn around what stands beside them. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu;

function oneLine(text: string): string {
  const characters = [...text.toWellFormed().replace(UNPRINTABLE, " ").trim()];
  if (characters.length <= MAX_CHARACTERS) return characters.join("");
  return `${characters.slice(0, MAX_CHARACTERS - 1).join("")}…`;
}

/** Returns the link as browsers spell it. Never names it in an error: it holds a secret. */
function checkLink(link: unknown, instanceUrl: string | null): string {
  if (typeof link !== "string" || !URL.canParse(link))
    throw new MailRefused("[mails] the mail's link is no address");
  const url = new URL(link);
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new MailRefused("[mails] the mail's link is no plain address of the web");
  if (instanceUrl !== null && !isBelow(url, new URL(instanceUrl)))
    throw new MailRefused("[mails] the mail's link leads away from PUBLIC_URL");
  return url.href;
}

function isBelow(url: URL, base: URL): boolean {
  const folder = base.pathname.replace(/\/*$/, "/");
  return url.origin === base.origin && `${url.pathname}/`.startsWith(folder);
}
