import { Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { isConflict } from "../../api.ts";
import { Fault } from "../../cards/fault.tsx";
import { browserTimeZone } from "../../format/browser-time-zone.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { useUser } from "../../user.tsx";
import { TeamSelect, useTeamChoice } from "../settings/team-select.tsx";
import { Snippet } from "./snippet.tsx";

const LOOK_MS = 2000;

/** An address of a site that nobody made yet. */
export default function UnknownSite({ name }: { name: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mayCreate } = useUser();
  const { team, onChoose } = useTeamChoice();
  useEffect(() => {
    // Its first event makes the site.
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ["site", name] }), LOOK_MS);
    return () => clearInterval(timer);
  }, [client, name]);

  async function create(): Promise<void> {
    await moreApi
      .createSite({ name, timezone: browserTimeZone(), ...(team !== undefined && { team }) })
      .catch((error: unknown) => {
        // Its first event made it meanwhile.
        if (!isConflict(error)) throw error;
      });
    await client.invalidateQueries({ queryKey: ["site", name] });
    await navigate({ to: "/sites/$site/settings", params: { site: name } });
  }
  const creation = useMutation({ mutationFn: create });
  const wayOn = (
    <Anchor component={Link} to="/" size="sm">
      {t("app.sites")}
    </Anchor>
  );
  if (!mayCreate)
    return (
      <Paper withBorder p="lg" maw={760} mx="auto" mt="xl">
        <Stack>
          <Title order={1} size="h3">
            {t("site.absent", { site: name })}
          </Title>
          <Text size="sm">{t("site.absentHint")}</Text>
          {wayOn}
        </Stack>
      </Paper>
    );

  return (
    <Paper withBorder p="lg" maw={760} mx="auto" mt="xl">
      <Stack>
        <Title order={1} size="h3">
          {t("site.unknown", { site: name })}
        </Title>
        <Text size="sm">{t("site.unknownHint")}</Text>
        {team !== undefined && <TeamSelect team={team} onChoose={onChoose} />}
        <Group>
          <Button size="sm" loading={creation.isPending} onClick={() => creation.mutate()}>
            {t("site.create")}
          </Button>
          {wayOn}
        </Group>
        {creation.error !== null && <Fault error={creation.error} />}
        <Snippet site={name} />
      </Stack>
    </Paper>
  );
}
