import { Button, Group, NumberInput, Select, Stack, TagsInput, Text } from "@mantine/core";
import {
  GEO_PRECISIONS,
  type GeoPrecision,
  type SiteChanges,
  TRAILING_SLASHES,
  type TrailingSlash,
} from "@millrace/protocol";
import { type FormEvent, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { usePlacesHint } from "./places-hint.ts";
import { TimeZoneSelect } from "./time-zone-select.tsx";

/** Those that are changed together; what is not counted or accepted has forms of its own, and must not be reset by this one. */
export type SiteSettings = Omit<
  Required<SiteChanges>,
  | "excluded_pages"
  | "excluded_hosts"
  | "excluded_addresses"
  | "needs_ingest_key"
  | "allowed_origins"
  | "share_threshold"
>;

export interface SiteFormProps {
  readonly start: SiteSettings;
  readonly submit: string;
  /** Rejects with what is wrong. */
  readonly onSubmit: (settings: SiteSettings) => Promise<string | undefined>;
}

/** A site's settings. The server says what can't be. */
export function SiteForm({ start, submit, onSubmit }: SiteFormProps) {
  const { t } = useTexts();
  const [settings, setSettings] = useState<SiteSettings>(start);
  const [said, setSaid] = useState<{ text: string; isFault: boolean } | null>(null);
  // Emptied, it is no number, and 0 would mean for ever.
  const [hasRetention, setHasRetention] = useState(true);
  const placesHint = usePlacesHint(settings.geo_precision);
  const change = (changes: Partial<SiteSettings>) => setSettings((before) => ({ ...before, ...changes }));

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!hasRetention) return;
    try {
      const text = await onSubmit(settings);
      setSaid(text === undefined ? null : { text, isFault: false });
    } catch (error) {
      setSaid({ text: (error as Error).message, isFault: true });
    }
  }

  return (
    <form onSubmit={(event) => void send(event)}>
      <Stack>
        <TagsInput
          label={t("site.domains")}
          description={t("site.domainsHint")}
          value={[...settings.domains]}
          onChange={(domains) => change({ domains })}
          acceptValueOnBlur
        />
        <TimeZoneSelect
          description={t("site.timezoneHint")}
          value={settings.timezone}
          onChange={(timezone) => change({ timezone })}
        />
        <TagsInput
          label={t("site.safeParams")}
          description={t("site.safeParamsHint")}
          value={[...settings.safe_query_params]}
          onChange={(safe_query_params) => change({ safe_query_params })}
          acceptValueOnBlur
        />
        <Select
          label={t("site.trailingSlash")}
          description={t("site.trailingSlashHint")}
          data={TRAILING_SLASHES.map((value) => ({ value, label: t(`site.trailingSlash.${value}`) }))}
          value={settings.trailing_slash}
          onChange={(value) => change({ trailing_slash: value as TrailingSlash })}
          allowDeselect={false}
        />
        <Select
          label={t("site.geo")}
          description={placesHint}
          data={GEO_PRECISIONS.map((value) => ({ value, label: t(`site.geo.${value}`) }))}
          value={settings.geo_precision}
          onChange={(value) => change({ geo_precision: value as GeoPrecision })}
          allowDeselect={false}
        />
        <NumberInput
          label={t("site.retention")}
          description={t("site.retentionHint")}
          min={0}
          max={36_600}
          allowDecimal={false}
          value={hasRetention ? settings.retention_days : ""}
          error={hasRetention ? undefined : t("site.retentionMissing")}
          onChange={(days) => {
            setHasRetention(typeof days === "number");
            if (typeof days === "number") change({ retention_days: days });
          }}
        />
        <Group>
          <Button type="submit">{submit}</Button>
          {said !== null && (
            <Text
              size="sm"
              role={said.isFault ? "alert" : "status"}
              c={said.isFault ? "var(--worse)" : "dimmed"}
            >
              {said.text}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
