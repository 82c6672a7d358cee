import { Button, Group, Paper, Stack, TagsInput, Text, TextInput, Title } from "@mantine/core";
import type { SiteChanges, SiteInfo } from "@millrace/protocol";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";

type Excluded = Pick<SiteInfo, "excluded_pages" | "excluded_hosts" | "excluded_addresses">;

export interface ExclusionsProps {
  readonly site: SiteInfo;
  readonly onSave: (changes: SiteChanges) => Promise<unknown>;
}

/** What a site does not count: pages, hosts, and networks such as the owner's own. */
export function Exclusions({ site, onSave }: ExclusionsProps) {
  const { t } = useTexts();
  const { excluded_pages, excluded_hosts, excluded_addresses } = site;
  const [excluded, setExcluded] = useState<Excluded>({ excluded_pages, excluded_hosts, excluded_addresses });
  const saving = useMutation({ mutationFn: () => onSave(excluded) });
  const change = (changes: Partial<Excluded>) => {
    saving.reset();
    setExcluded((before) => ({ ...before, ...changes }));
  };

  function save(event: FormEvent): void {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <Paper withBorder p="lg" component="section">
      <form onSubmit={save}>
        <Stack>
          <div>
            <Title order={2} size="h4">
              {t("exclude.title")}
            </Title>
            <Text size="sm" c="dimmed">
              {t("exclude.hint")}
            </Text>
          </div>
          <TagsInput
            label={t("exclude.pages")}
            description={t("exclude.pagesHint")}
            value={[...excluded.excluded_pages]}
            onChange={(pages) => change({ excluded_pages: pages })}
            acceptValueOnBlur
          />
          <TagsInput
            label={t("exclude.hosts")}
            description={t("exclude.hostsHint")}
            value={[...excluded.excluded_hosts]}
            onChange={(hosts) => change({ excluded_hosts: hosts })}
            acceptValueOnBlur
          />
          <TagsInput
            label={t("exclude.addresses")}
            description={t("exclude.addressesHint")}
            value={[...excluded.excluded_addresses]}
            onChange={(addresses) => change({ excluded_addresses: addresses })}
            acceptValueOnBlur
          />
          <OwnAddress
            onAdd={(address) =>
              change({ excluded_addresses: [...new Set([...excluded.excluded_addresses, address])] })
            }
          />
          <Group>
            <Button type="submit" variant="default" loading={saving.isPending}>
              {t("exclude.save")}
            </Button>
            {saving.isSuccess && (
              <Text size="sm" role="status" c="dimmed">
                {t("app.saved")}
              </Text>
            )}
          </Group>
          {saving.error !== null && <Fault error={saving.error} />}
        </Stack>
      </form>
    </Paper>
  );
}

/** Looks the address up when it is asked to, and adds it when the owner says that it is the right one. */
function OwnAddress({ onAdd }: { onAdd: (address: string) => void }) {
  const { t } = useTexts();
  const [address, setAddress] = useState<string | null>(null);
  const looking = useMutation({ mutationFn: () => moreApi.ownAddress(), onSuccess: setAddress });

  function add(): void {
    if (address === null || address.trim() === "") return;
    onAdd(address.trim());
    setAddress(null);
  }

  if (address === null)
    return (
      <div>
        <Button size="xs" variant="default" loading={looking.isPending} onClick={() => looking.mutate()}>
          {t("exclude.own")}
        </Button>
        {looking.error !== null && <Fault error={looking.error} />}
      </div>
    );
  return (
    <Group align="flex-end" gap="xs">
      <TextInput
        flex="1 1 220px"
        label={t("exclude.ownAddress")}
        description={t("exclude.ownHint")}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button variant="default" onClick={add}>
        {t("exclude.ownAdd")}
      </Button>
      <Button variant="subtle" color="gray" onClick={() => setAddress(null)}>
        {t("app.cancel")}
      </Button>
    </Group>
  );
}
