import type { MailLanguage } from "../domain/mail/mail.ts";
import type { MailTexts } from "./mail-texts.ts";
import { de } from "./texts/de.ts";
import { en } from "./texts/en.ts";
import { es } from "./texts/es.ts";
import { fr } from "./texts/fr.ts";
import { pt } from "./texts/pt.ts";

/** The texts of mails by language. */
export const MAIL_TEXTS: Readonly<Record<MailLanguage, MailTexts>> = { en, de, fr, es, pt };
