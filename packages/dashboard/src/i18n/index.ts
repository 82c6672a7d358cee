import i18next, { type FormatterModule, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { onceFor } from "../format/once.ts";
import { en, type Messages } from "./en.ts";
import { storedLanguage, storeLanguage } from "./stored-language.ts";

/** The languages there are; all but the first texts in English are loaded when they are chosen. */
export const LANGUAGES = {
  en: {
    name: "English",
    load: () => import("./en-more.ts").then(({ enMore }) => ({ messages: { ...en, ...enMore } as Messages })),
  },
  de: { name: "Deutsch", load: () => import("./de.ts").then(({ de }) => ({ messages: de })) },
  fr: { name: "Français", load: () => import("./fr.ts").then(({ fr }) => ({ messages: fr })) },
  es: { name: "Español", load: () => import("./es.ts").then(({ es }) => ({ messages: es })) },
  pt: { name: "Português", load: () => import("./pt.ts").then(({ pt }) => ({ messages: pt })) },
} as const;
export type Language = keyof typeof LANGUAGES;

/** Under which the library keeps all texts. */
export const NAMESPACE = "translation";

export const isLanguage = (name: string | null | undefined): name is Language =>
  name != null && Object.hasOwn(LANGUAGES, name);

/** What was chosen, or the first of the browser's languages that there is. */
function preferredLanguage(): Language {
  const stored = storedLanguage();
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

/** Locale for numbers and dates: the browser's own variant of the language, `de-AT`, where it has one. */
export const localeOf = (language: string): string =>
  navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;

export async function startTranslation(): Promise<i18n> {
  const language = preferredLanguage();
  const messages: Readonly<Record<string, string>> =
    language === "en" ? en : withMany((await LANGUAGES[language].load()).messages);
  await i18next
    .use(initReactI18next)
    .use(groupNumbers)
    .init({
      lng: language,
      fallbackLng: "en",
      keySeparator: false,
      nsSeparator: false,
      // React escapes whatever it shows.
      interpolation: { escapeValue: false, alwaysFormat: true },
      resources: { [language]: { [NAMESPACE]: messages }, en: { [NAMESPACE]: { ...en } } },
    });
  document.documentElement.lang = language;
  return i18next;
}

const numberFormatOf = onceFor((locale) => new Intl.NumberFormat(locale));

/** 1,300 rows: numbers within sentences are written as all others are. */
const groupNumbers: FormatterModule = {
  type: "formatter",
  init() {},
  add() {},
  addCached() {},
  format(value: unknown, _format, language) {
    if (typeof value !== "number") return String(value);
    return numberFormatOf(localeOf(language ?? "en")).format(value);
  },
};

/** Loads a page together with the texts that a site's page does not have. */
export async function withMoreTexts<Page>(load: () => Promise<Page>): Promise<Page> {
  const [page] = await Promise.all([load(), loadMoreTexts()]);
  return page;
}

async function loadMoreTexts(): Promise<void> {
  if (i18next.language !== "en") return;
  const { enMore } = await import("./en-more.ts");
  // Deep: into the texts that are in use, which nobody asks for again.
  i18next.addResourceBundle("en", NAMESPACE, enMore, true);
}

/** Null: the browser's own, or the nearest that there is. */
export async function chooseLanguage(chosen: Language | null): Promise<void> {
  storeLanguage(chosen);
  const language = chosen ?? preferredLanguage();
  const { messages } = await LANGUAGES[language].load();
  i18next.addResourceBundle(language, NAMESPACE, withMany(messages));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** French, Spanish and Portuguese have a form of their own for whole millions; our texts treat them like other counts. */
function withMany(messages: Messages): Record<string, string> {
  const counted = Object.entries(messages).filter(([key]) => key.endsWith("_other"));
  return {
    ...messages,
    ...Object.fromEntries(counted.map(([key, text]) => [key.replace(/_other$/, "_many"), text])),
  };
}
