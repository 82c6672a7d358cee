import { MantineProvider } from "@mantine/core";
import { createInstance } from "i18next";
import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { vi } from "vitest";
import { en } from "./en.ts";
import { enMore } from "./en-more.ts";
import { TextsProvider } from "./use-texts.tsx";

/** For tests of components that need no browser: their HTML as an English reader gets it. */
export async function renderInEnglish(node: ReactNode): Promise<string> {
  vi.stubGlobal("navigator", { languages: ["en"] });
  const i18n = createInstance();
  await i18n.init({
    lng: "en",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: { ...en, ...enMore } } },
  });
  const texts = createElement(TextsProvider, null, node);
  const spoken = createElement(I18nextProvider, { i18n }, texts);
  return renderToStaticMarkup(createElement(MantineProvider, null, spoken));
}
