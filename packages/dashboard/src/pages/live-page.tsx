import { Anchor, Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import type { LiveRow, LiveSnapshot } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Bones, Failure } from "../cards/card.tsx";
import { Rows } from "../cards/rows.tsx";
import { WorldMap } from "../cards/world-map.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { LeftIcon } from "../icons.tsx";
import UnknownSite from "../install/unknown-site.tsx";
import { Feed } from "../live/feed.tsx";
import { LiveSocket, useLive } from "../live/live-context.tsx";
import { MinuteBars } from "../live/minute-bars.tsx";
import { siteQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import styles from "./live-page.module.css";

/** Who is on a site right now, and what they do, as it happens. */
export function LivePage() {
  const { site } = useParams({ from: "/sites/$site/live" });
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(siteQuery(site));
  useTitle(`${site} · ${t("live.title")}`);
  if (data === null) return <UnknownSite name={site} />;
  if (data === undefined) return error === null ? null : <Failure error={error} retry={refetch} />;
  return (
    <LiveSocket site={site}>
      <Group my="md" justify="space-between">
        <Anchor component={Link} to="/sites/$site" params={{ site } as never} className={styles.back}>
          <LeftIcon />
          <bdi>{site}</bdi>
        </Anchor>
        <Status />
      </Group>
      <Live />
    </LiveSocket>
  );
}

function Status() {
  const { t } = useTexts();
  const { status } = useLive();
  return (
    <Text size="sm" c="dimmed" role="status" className={styles.status ?? ""} data-status={status}>
      {t(`live.${status}`)}
    </Text>
  );
}

const NOBODY: LiveSnapshot = {
  type: "snapshot",
  current_visitors: 0,
  minutes: [],
  pages: [],
  sources: [],
  countries: [],
};

function Live() {
  const { t, numbers, names } = useTexts();
  const { snapshot } = useLive();
  const { current_visitors, minutes, pages, sources, countries } = snapshot ?? NOBODY;
  return (
    <>
      <Paper withBorder className={styles.now}>
        <div className={styles.count} aria-live="polite">
          <span className={styles.figure} data-testid="current-visitors">
            {snapshot === null ? "–" : numbers.count(current_visitors)}
          </span>
          <span>{t("live.current", { count: current_visitors }).replace(/^[\d\s.,]+/, "")}</span>
        </div>
        <MinuteBars minutes={minutes} />
      </Paper>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="var(--card-gap)" mt="md">
        <LiveCard title={t("report.pages")} rows={snapshot === null ? null : pages} dimension="event:page" />
        <LiveCard
          title={t("report.sources")}
          rows={snapshot === null ? null : sources}
          dimension="visit:source"
        />
        <Paper withBorder p="md" component="section" aria-label={t("report.map")}>
          <Title order={2} size="h5">
            {t("report.map")}
          </Title>
          <div className={styles.map}>
            <WorldMap label={t("report.map")} values={new Map(countries)} />
          </div>
          <Text size="sm" c="dimmed" lineClamp={1}>
            {countries
              .filter(([code]) => /^[A-Z]{2}$/.test(code))
              .slice(0, 6)
              .map(([code, visitors]) => `${names.country(code)} ${numbers.count(visitors)}`)
              .join(" · ")}
          </Text>
        </Paper>
        <Feed />
      </SimpleGrid>
    </>
  );
}

interface LiveCardProps {
  readonly title: string;
  /** Null as long as nobody knows. */
  readonly rows: readonly LiveRow[] | null;
  readonly dimension: string;
}

function LiveCard({ title, rows, dimension }: LiveCardProps) {
  const { t, numbers, names } = useTexts();
  return (
    <Paper withBorder p="md" component="section" aria-label={title} className={styles.card ?? ""}>
      <Title order={2} size="h5">
        {title}
      </Title>
      {rows === null && <Bones rows={10} />}
      {rows?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t("live.nobody")}
        </Text>
      )}
      {rows !== null && rows.length > 0 && (
        <Rows
          caption={title}
          nameHead={t(`dimension.${dimension}` as "dimension.event:page")}
          valueHead={t("metric.visitors")}
          rows={rows.map(([value, visitors]) => ({
            key: value,
            name: names.value(dimension, value),
            value: visitors,
            shown: numbers.count(visitors),
            exact: numbers.count(visitors),
          }))}
        />
      )}
    </Paper>
  );
}
