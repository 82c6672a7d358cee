import { Button, Group, Modal, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { moreApi } from "../../more-api.ts";
import styles from "./danger-zone.module.css";

const DANGERS = ["reset", "delete"] as const;
type Danger = (typeof DANGERS)[number];

/** What can't be taken back: each asks for the site's name first. */
export function DangerZone({ site }: { site: string }) {
  const { t } = useTexts();
  const [asked, setAsked] = useState<Danger | null>(null);
  const [said, setSaid] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();

  async function done(danger: Danger): Promise<void> {
    setAsked(null);
    if (danger === "reset") {
      setSaid(t("danger.resetDone"));
      await client.invalidateQueries();
      return;
    }
    await navigate({ to: "/" });
    client.removeQueries({ queryKey: ["site", site] });
    client.removeQueries({ queryKey: ["report", site] });
    await client.invalidateQueries({ queryKey: ["sites"] });
  }

  return (
    <Paper withBorder p="lg" component="section" className={styles.zone ?? ""}>
      <Stack>
        <Title order={2} size="h4">
          {t("danger.title")}
        </Title>
        {DANGERS.map((danger) => (
          <Group key={danger} justify="space-between" gap="sm">
            <Text size="sm" flex="1 1 260px">
              {t(`danger.${danger}Hint`)}
            </Text>
            <Button variant="outline" className={styles.danger ?? ""} onClick={() => setAsked(danger)}>
              {t(`danger.${danger}`)}
            </Button>
          </Group>
        ))}
        <Text size="sm" role="status" c="dimmed">
          {said}
        </Text>
      </Stack>
      {asked !== null && (
        <Confirmation
          danger={asked}
          site={site}
          onClose={() => setAsked(null)}
          onDone={() => void done(asked)}
        />
      )}
    </Paper>
  );
}

interface ConfirmationProps {
  readonly danger: Danger;
  readonly site: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Confirmation({ danger, site, onClose, onDone }: ConfirmationProps) {
  const { t } = useTexts();
  useFocusBack();
  const [typed, setTyped] = useState("");
  const action = useMutation({
    mutationFn: () => (danger === "reset" ? moreApi.resetSite(site, typed) : moreApi.deleteSite(site, typed)),
    onSuccess: onDone,
  });

  function confirm(event: FormEvent): void {
    event.preventDefault();
    if (typed === site) action.mutate();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`danger.${danger}`)}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form onSubmit={confirm}>
        <Stack>
          <Text size="sm">{t(`danger.${danger}Hint`)}</Text>
          <TextInput
            label={t("danger.confirm", { site })}
            data-autofocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {action.error !== null && <Fault error={action.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app.cancel")}
            </Button>
            <Button type="submit" color="red.9" disabled={typed !== site} loading={action.isPending}>
              {t(`danger.${danger}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
