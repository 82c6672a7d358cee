import { Paper, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { useLive } from "../live/live-context.tsx";
import { Snippet } from "./snippet.tsx";
import styles from "./waiting-for-events.module.css";

const HINTS = ["install.helpLocal", "install.helpBlocked", "install.helpHost"] as const;

/** What is likely when nothing comes, or comes without a place: what a first try meets first. */
function Help() {
  const { t } = useTexts();
  return (
    <div>
      <Title order={2} size="h5">
        {t("install.help")}
      </Title>
      <ul className={styles.hints}>
        {HINTS.map((hint) => (
          <li key={hint}>{t(hint)}</li>
        ))}
      </ul>
    </div>
  );
}

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
        <Help />
      </Stack>
    </Paper>
  );
}
