import { Select, TextInput } from "@mantine/core";
import type { PersonInfo } from "@millrace/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "./box.tsx";
import { FormBox } from "./form-box.tsx";
import { changeProfile } from "./use-appearance.ts";
import { useForm } from "./use-form.ts";

/** As a select has it, in which null is nothing chosen. */
const AS_BROWSER = "browser";

/** A person's name, and where they are. */
export function Profile({ person }: { person: PersonInfo }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [timezone, setTimezone] = useState(person.timezone ?? AS_BROWSER);
  const form = useForm({
    start: { name: person.name },
    needs: { filled: ["name"] },
    send: ({ name }) => changeProfile(client, { name, timezone: timezone === AS_BROWSER ? null : timezone }),
  });
  return (
    <Box title={t("account.profile")}>
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
    </Box>
  );
}

/** The browser's list lacks some names that mean the same as others: what is set stays choosable. */
const timeZones = (current: string | null): string[] => [
  ...new Set(["UTC", ...(current === null ? [] : [current]), ...Intl.supportedValuesOf("timeZone")]),
];
