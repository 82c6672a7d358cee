import { Button, Checkbox, Group, Stack, TagsInput, Text } from "@mantine/core";
import type { SiteChanges, SiteInfo } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "../account/box.tsx";

export interface AcceptedEventsProps {
  readonly site: SiteInfo;
  readonly onSave: (changes: SiteChanges) => Promise<unknown>;
}

/** Whose events a site accepts: those with an ingest key, those of pages of some origins. */
export function AcceptedEvents({ site, onSave }: AcceptedEventsProps) {
  const { t } = useTexts();
  const [needsKey, setNeedsKey] = useState(site.needs_ingest_key);
  const [origins, setOrigins] = useState<readonly string[]>(site.allowed_origins);
  const saving = useMutation({
    mutationFn: () => onSave({ needs_ingest_key: needsKey, allowed_origins: origins }),
  });

  function save(event: FormEvent): void {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <Box title={t("accept.title")} hint={t("accept.hint")}>
      <form onSubmit={save}>
        <Stack>
          <Checkbox
            label={t("accept.key")}
            description={t("accept.keyHint")}
            checked={needsKey}
            onChange={(event) => {
              saving.reset();
              setNeedsKey(event.currentTarget.checked);
            }}
          />
          <TagsInput
            label={t("accept.origins")}
            description={t("accept.originsHint")}
            value={[...origins]}
            onChange={(chosen) => {
              saving.reset();
              setOrigins(chosen);
            }}
            acceptValueOnBlur
          />
          <Group>
            <Button type="submit" variant="default" loading={saving.isPending}>
              {t("accept.save")}
            </Button>
            <Text size="sm" role="status" c="dimmed">
              {saving.isSuccess ? t("app.saved") : ""}
            </Text>
          </Group>
          {saving.error !== null && <Fault error={saving.error} />}
        </Stack>
      </form>
    </Box>
  );
}
