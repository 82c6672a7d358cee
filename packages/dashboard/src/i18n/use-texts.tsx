import { OTHER_ROWS } from "@millrace/protocol";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { createDateFormat, type DateFormat } from "../format/date.ts";
import { createNameFormat, type NameFormat } from "../format/names.ts";
import { createNumberFormat, type NumberFormat } from "../format/number.ts";
import type { MessageKey } from "./en.ts";
import { localeOf, NAMESPACE } from "./index.ts";

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
  readonly numbers: NumberFormat;
  readonly dates: DateFormat;
  readonly names: NameFormat;
}

const TextsContext = createContext<Texts | null>(null);

/** Gives all that is below it the reader's words: made once a language, not once a row. */
export function TextsProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const texts = useMemo((): Texts => {
    const interpolate = t as unknown as (key: string, values?: Values) => string;
    /** What is written down as it is shown: the library takes as long to work that out as a browser to draw it. */
    const written: Readonly<Record<string, string>> = i18n.getResourceBundle(language, NAMESPACE);
    const translate = (key: string, values?: Values): string =>
      (values === undefined ? written[key] : undefined) ?? interpolate(key, values);
    const locale = localeOf(language);
    return {
      t: translate as Translate,
      named: (key, name, values) =>
        written[key] !== undefined || i18n.exists(key) ? translate(key, values) : name,
      language,
      numbers: createNumberFormat(locale),
      dates: createDateFormat(locale),
      names: createNameFormat(locale, {
        "Direct / None": translate("value.direct"),
        "(not set)": translate("value.notSet"),
        [OTHER_ROWS]: translate("value.other"),
      }),
    };
  }, [t, i18n, language]);
  return <TextsContext value={texts}>{children}</TextsContext>;
}

/** Words, numbers, dates and names in the reader's language. */
export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (texts === null) throw new Error("there are no texts around this component");
  return texts;
}
