import { Button, Group, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { useTeamsOfSites } from "../../site/use-teams-of-sites.ts";
import { useUser } from "../../user.tsx";

/** Gives a site to another team of whoever manages both. */
export function MoveSite({ site }: { site: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const { managedTeams } = useUser();
  const { teamOf, isKnown } = useTeamsOfSites();
  const current = teamOf(site);
  const others = managedTeams.filter(({ id }) => id !== current?.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const moving = useMutation({
    mutationFn: () => moreApi.moveSite(site, Number(chosen)),
    async onSuccess() {
      setChosen(null);
      await client.invalidateQueries({ queryKey: ["team"] });
      await client.invalidateQueries({ queryKey: ["me"] });
    },
  });

  function move(event: FormEvent): void {
    event.preventDefault();
    if (chosen !== null) moving.mutate();
  }

  if (!isKnown || others.length === 0) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <form onSubmit={move}>
        <Stack>
          <div>
            <Title order={2} size="h4">
              {t("move.title")}
            </Title>
            <Text size="sm" c="dimmed">
              {current === null ? t("move.noTeam") : t("move.hint", { team: current.name })}
            </Text>
          </div>
          <Select
            label={t("move.to")}
            data={others.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={chosen}
            onChange={setChosen}
          />
          <Group>
            <Button type="submit" variant="default" disabled={chosen === null} loading={moving.isPending}>
              {t("move.submit")}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {moving.isSuccess ? t("move.done") : ""}
            </Text>
          </Group>
          {moving.error !== null && <Fault error={moving.error} />}
        </Stack>
      </form>
    </Paper>
  );
}
