import { Paper, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Bones, Failure } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { siteQuery } from "../../site/site-query.ts";
import styles from "./feed.module.css";
import { useLive } from "./live-context.tsx";
import { type FeedEvent, mergeFeed } from "./merge-feed.ts";
import { recentEventsQuery } from "./recent-events-query.ts";

const SHOWN = 50;

/** The last events, and from then on each as it is stored, the newest on top. */
export function Feed({ site }: { site: string }) {
  const { t } = useTexts();
  const { feed: live, skipped, status } = useLive();
  const { data, error, refetch } = useQuery(recentEventsQuery(site));
  const zone = useQuery(siteQuery(site)).data?.timezone;
  // While there was no socket events went by unseen.
  useEffect(() => {
    if (status === "on") void refetch();
  }, [status, refetch]);
  const events = mergeFeed(live, data ?? [], SHOWN);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("live.feed")} className={styles.card ?? ""}>
      <Title order={2} size="h5">
        {t("live.feed")}
      </Title>
      {events.length === 0 && error !== null && <Failure error={error} retry={refetch} />}
      {events.length === 0 && error === null && data === undefined && <Bones rows={8} />}
      {events.length === 0 && data !== undefined && (
        <Text size="sm" c="dimmed" mt="md">
          {t("live.feedEmpty")}
        </Text>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and holds nothing that takes the focus */}
      <ol className={styles.feed} tabIndex={0}>
        {events.map((event) => (
          <FeedLine key={event.key} event={event} zone={zone} />
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

/** Its time is that of the site, as in the visit that it is part of. */
function FeedLine({ event, zone }: { event: FeedEvent; zone: string | undefined }) {
  const { t, dates, names } = useTexts();
  const page = names.value("event:page", event.page);
  const what =
    event.name === "pageview" ? t("live.pageview", { page }) : t("live.event", { name: event.name, page });
  const who = [event.city, names.country(event.country), event.browser, event.device].filter(Boolean);
  return (
    <li className={styles.line}>
      <time className={styles.time} dateTime={new Date(event.at).toISOString()}>
        {zone === undefined ? dates.time(event.at) : dates.timeIn(zone, event.at)}
      </time>
      <span className={styles.what}>
        <bdi>{what}</bdi>
        <bdi className={styles.who}>{[...who, event.source].filter(Boolean).join(", ")}</bdi>
      </span>
    </li>
  );
}
