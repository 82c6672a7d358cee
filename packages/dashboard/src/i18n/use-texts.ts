import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { createDateFormat, type DateFormat } from "../format/date.ts";
import { createNameFormat, type NameFormat } from "../format/names.ts";
import { createNumberFormat, type NumberFormat } from "../format/number.ts";
import type { MessageKey } from "./en.ts";
import { localeOf } from "./index.ts";

type Values = Readonly<Record<string, string | number>>;
/** The key without its plural form. */
export type TextKey =
  | MessageKey
  | (MessageKey extends infer Key ? (Key extends `${infer Stem}_one` ? Stem : never) : never);
export type Translate = (key: TextKey, values?: Values) => string;

export interface Texts {
  readonly t: Translate;
  /** For keys made of names that the server knows more of than this build may: falls back to the name. */
  readonly named: (key: string, name: string, values?: Values) => string;
  readonly language: string;
  readonly locale: string;
  readonly numbers: NumberFormat;
  readonly dates: DateFormat;
  readonly names: NameFormat;
}

type Formats = Pick<Texts, "locale" | "numbers" | "dates" | "names">;

const formats = new Map<string, Formats>();

/** Made once a language: the browser's formats are slow to make, and every row of a table needs them. */
function formatsOf(language: string): Formats {
  let known = formats.get(language);
  if (known === undefined) {
    const locale = localeOf(language);
    known = {
      locale,
      numbers: createNumberFormat(locale),
      dates: createDateFormat(locale),
      names: createNameFormat(locale),
    };
    formats.set(language, known);
  }
  return known;
}

/** Words, numbers, dates and names in the reader's language. */
export function useTexts(): Texts {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const translate = t as unknown as (key: string, values?: Values) => string;
    return {
      ...formatsOf(language),
      t: translate as Translate,
      named: (key, name, values) => (i18n.exists(key) ? translate(key, values) : name),
      language,
    };
  }, [t, i18n, language]);
}
