import { Paper, Text, Title } from "@mantine/core";
import { useTexts } from "../i18n/use-texts.tsx";
import styles from "./feed.module.css";
import { type FeedEvent, useLive } from "./live-context.tsx";

/** Events as they are stored, the newest on top. */
export function Feed() {
  const { t } = useTexts();
  const { feed, skipped } = useLive();
  return (
    <Paper withBorder p="md" component="section" aria-label={t("live.feed")} className={styles.card ?? ""}>
      <Title order={2} size="h5">
        {t("live.feed")}
      </Title>
      {feed.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t("live.feedEmpty")}
        </Text>
      )}
      <ol className={styles.feed}>
        {feed.map((event) => (
          <FeedLine key={event.key} event={event} />
        ))}
      </ol>
      {skipped > 0 && (
        <Text size="xs" c="dimmed">
          {t("live.skipped", { count: skipped })}
        </Text>
      )}
    </Paper>
  );
}

function FeedLine({ event }: { event: FeedEvent }) {
  const { t, dates, names } = useTexts();
  const page = names.value("event:page", event.page);
  const what =
    event.name === "pageview" ? t("live.pageview", { page }) : t("live.event", { name: event.name, page });
  const who = [event.city, names.country(event.country), event.browser, event.device].filter(Boolean);
  return (
    <li className={styles.line}>
      <time className={styles.time} dateTime={new Date(event.at).toISOString()}>
        {dates.time(event.at)}
      </time>
      <span className={styles.what}>
        <bdi>{what}</bdi>
        <bdi className={styles.who}>{[...who, event.source].filter(Boolean).join(", ")}</bdi>
      </span>
    </li>
  );
}
