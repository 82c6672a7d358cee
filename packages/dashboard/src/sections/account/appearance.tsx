import { Select } from "@mantine/core";
import { type PersonInfo, THEMES, type Theme } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { Fault } from "../../cards/fault.tsx";
import { isLanguage, LANGUAGES, type Language } from "../../i18n/index.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "./box.tsx";
import { useAppearance } from "./use-appearance.ts";

/** As a select has it, in which null is nothing chosen. */
const AS_BROWSER = "browser";

/** Language and colours, which apply as soon as they are chosen. */
export function Appearance({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  const { theme, setTheme, setLanguage } = useAppearance();
  const saving = useMutation({ mutationFn: (change: () => Promise<void>) => change() });
  return (
    <Box title={t("account.appearance")} hint={t("account.appearanceHint")}>
      <Select
        label={t("app.language")}
        data={[
          { value: AS_BROWSER, label: t("account.asBrowser") },
          ...(Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value].name })),
        ]}
        value={isLanguage(person.language) ? person.language : AS_BROWSER}
        onChange={(chosen) => saving.mutate(() => setLanguage(isLanguage(chosen) ? chosen : null))}
        allowDeselect={false}
      />
      <Select
        label={t("app.theme")}
        data={THEMES.map((value) => ({ value, label: t(`app.theme.${value}`) }))}
        value={theme}
        onChange={(chosen) => saving.mutate(() => setTheme(chosen as Theme))}
        allowDeselect={false}
      />
      {saving.error !== null && <Fault error={saving.error} />}
    </Box>
  );
}
