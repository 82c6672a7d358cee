import { Select } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";

export interface TimeZoneSelectProps {
  readonly description: string;
  readonly value: string;
  readonly onChange: (zone: string) => void;
}

/** The zone in which a site's days begin. */
export function TimeZoneSelect({ description, value, onChange }: TimeZoneSelectProps) {
  const { t } = useTexts();
  return (
    <Select
      label={t("site.timezone")}
      description={description}
      data={timeZones(value)}
      value={value}
      onChange={(zone) => onChange(zone ?? "UTC")}
      allowDeselect={false}
      searchable
      limit={60}
    />
  );
}

/** The browser's list lacks some names that mean the same as others: what is set stays choosable. */
function timeZones(current: string): string[] {
  return [...new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")])];
}
