import { Select, TextInput } from "@mantine/core";
import { type PersonInfo, THEMES, type Theme } from "@millrace/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { isLanguage, LANGUAGES, type Language } from "../../i18n/index.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "./box.tsx";
import { FormBox } from "./form-box.tsx";
import { changeProfile, useAppearance } from "./use-appearance.ts";
import { useForm } from "./use-form.ts";

/** As a select has it, in which null is nothing chosen. */
const AS_BROWSER = "browser";

/** A person's name and what they like; language and colours apply as soon as they are chosen. */
export function Profile({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  return (
    <Box title={t("account.profile")} hint={person.email}>
      <NameForm person={person} />
      <Appearance person={person} />
    </Box>
  );
}

function NameForm({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [timezone, setTimezone] = useState(person.timezone ?? AS_BROWSER);
  const form = useForm({
    start: { name: person.name },
    needs: { filled: ["name"] },
    send: ({ name }) => changeProfile(client, { name, timezone: timezone === AS_BROWSER ? null : timezone }),
  });
  return (
    <FormBox form={form} submit={t("app.save")} done={t("app.saved")}>
      <TextInput {...form.field("name")} label={t("person.name")} autoComplete="name" maxLength={100} />
      <Select
        label={t("site.timezone")}
        description={t("account.timezoneHint")}
        data={[
          { value: AS_BROWSER, label: t("account.asBrowser") },
          ...timeZones(person.timezone).map((zone) => ({ value: zone, label: zone })),
        ]}
        value={timezone}
        onChange={(zone) => setTimezone(zone ?? AS_BROWSER)}
        allowDeselect={false}
        searchable
        limit={60}
      />
    </FormBox>
  );
}

/** The browser's list lacks some names that mean the same as others: what is set stays choosable. */
const timeZones = (current: string | null): string[] => [
  ...new Set(["UTC", ...(current === null ? [] : [current]), ...Intl.supportedValuesOf("timeZone")]),
];

function Appearance({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  const { theme, setTheme, setLanguage } = useAppearance();
  const saving = useMutation({ mutationFn: (change: () => Promise<void>) => change() });
  return (
    <>
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
    </>
  );
}
