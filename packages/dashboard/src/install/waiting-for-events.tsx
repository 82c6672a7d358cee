import { Paper, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { useLive } from "../live/live-context.tsx";
import { useSite } from "../site/site-context.tsx";
import { Snippet } from "./snippet.tsx";

/** A site without an event: how to send the first one. Turns into numbers when it comes. */
export default function WaitingForEvents() {
  const { t } = useTexts();
  const { site } = useSite();
  const { feed, snapshot } = useLive();
  const client = useQueryClient();
  const hasCome = feed.length > 0 || (snapshot?.current_visitors ?? 0) > 0;
  useEffect(() => {
    if (hasCome) void client.invalidateQueries({ queryKey: ["report", site.name] });
  }, [hasCome, client, site.name]);
  return (
    <Paper withBorder p="lg" maw={760} mx="auto" mt="xl">
      <Stack>
        <Snippet site={site.name} />
        <Text fw={600} role="status">
          {t("install.waiting")}
        </Text>
        <Text size="sm" c="dimmed">
          {t("install.waitingHint")}
        </Text>
      </Stack>
    </Paper>
  );
}
