import { Anchor, Group, Paper, SimpleGrid, Text, Title, UnstyledButton } from "@mantine/core";
import type { FilterDimension, LivePresence, LiveRow, LiveSnapshot } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { Bones, Failure } from "../cards/card.tsx";
import { WorldMap } from "../cards/map/world-map.tsx";
import { Rows } from "../cards/table/rows.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { LeftIcon } from "../icons.tsx";
import UnknownSite from "../sections/install/unknown-site.tsx";
import { Feed } from "../sections/live/feed.tsx";
import { filterLink } from "../sections/live/filter-link.ts";
import { LiveSocket, useLive } from "../sections/live/live-context.tsx";
import { MinuteBars } from "../sections/live/minute-bars.tsx";
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
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Anchor
            component={Link}
            to="/sites/$site"
            params={{ site } as never}
            className={styles.back}
            aria-label={t("live.back", { site })}
          >
            <LeftIcon />
          </Anchor>
          <Title order={1} size="h3" className={styles.title ?? ""}>
            <bdi>{site}</bdi> <span className={styles.what}>{t("live.title")}</span>
          </Title>
        </Group>
        <Group gap="md">
          <Status />
          <Anchor component={Link} to="/sites/$site/terminal" params={{ site } as never} size="sm">
            {t("terminal.title")}
          </Anchor>
        </Group>
      </Group>
      <Live site={site} />
    </LiveSocket>
  );
}

function Status() {
  const { t } = useTexts();
  const { status } = useLive();
  return (
    <Text size="sm" c="dimmed" role="status" className={styles.status ?? ""} data-status={status}>
      <span className={styles.dot} aria-hidden="true" />
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
  present: { connected: 0, estimated: 0, pages: [] },
};

function Live({ site }: { site: string }) {
  const { t, numbers } = useTexts();
  const { snapshot, isCurrent } = useLive();
  const { current_visitors, minutes, pages, sources, countries, present } = snapshot ?? NOBODY;
  const isOld = snapshot !== null && !isCurrent;
  return (
    <div data-old={isOld} className={styles.all}>
      <Paper withBorder className={styles.now}>
        <div className={styles.count} aria-live="polite">
          <span className={styles.figure} data-testid="current-visitors">
            {isCurrent && snapshot !== null ? numbers.count(current_visitors) : "–"}
          </span>
          <span>{t("live.current", { count: current_visitors }).replace(/^[\d\s.,]+/, "")}</span>
          <Presence present={isCurrent ? present : null} />
        </div>
        <MinuteBars minutes={minutes} />
      </Paper>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="var(--card-gap)" mt="md">
        <LiveCard
          site={site}
          title={t("report.pages")}
          // Where all are known to be, in place of where they were in the last five minutes.
          rows={
            snapshot === null
              ? null
              : present.connected > 0 && present.estimated === 0
                ? present.pages
                : pages
          }
          dimension="event:page"
        />
        <Feed site={site} />
        <LiveCard
          site={site}
          title={t("report.sources")}
          rows={snapshot === null ? null : sources}
          dimension="visit:source"
        />
        <Places site={site} countries={countries} />
      </SimpleGrid>
    </div>
  );
}

/** Says which part of the number is known, and which a guess. */
function Presence({ present }: { present: LivePresence | null }) {
  const { t } = useTexts();
  const { connected, estimated } = present ?? NOBODY.present;
  const parts = [
    ...(connected > 0 ? [t("live.connected", { count: connected })] : []),
    ...(connected > 0 && estimated > 0 ? [t("live.estimated", { count: estimated })] : []),
    ...(connected === 0 ? [t("live.allEstimated")] : []),
  ];
  return (
    <Text size="xs" c="dimmed" className={styles.presence ?? ""} data-testid="presence">
      {present !== null && parts.join(" · ")}
    </Text>
  );
}

const SHOWN_COUNTRIES = 6;

function Places({ site, countries }: { site: string; countries: readonly LiveRow[] }) {
  const { t, numbers, names } = useTexts();
  const choose = useChoose(site, "visit:country");
  const known = countries.filter(([code]) => /^[A-Z]{2}$/.test(code));
  return (
    <Paper withBorder p="md" component="section" aria-label={t("report.map")}>
      <Title order={2} size="h5">
        {t("report.map")}
      </Title>
      <div className={styles.map}>
        <WorldMap label={t("report.map")} values={new Map(countries)} onChoose={choose} />
      </div>
      <div className={styles.countries}>
        {known.slice(0, SHOWN_COUNTRIES).map(([code, visitors]) => (
          <UnstyledButton
            key={code}
            className={styles.country}
            onClick={(event: MouseEvent) => choose(code, event.altKey)}
          >
            {names.country(code)} <b>{numbers.count(visitors)}</b>
          </UnstyledButton>
        ))}
      </div>
    </Paper>
  );
}

/** A click on what is seen live leads to today's report of just that. */
function useChoose(site: string, dimension: FilterDimension): (value: string, exclude: boolean) => void {
  const navigate = useNavigate();
  return (value, exclude) =>
    void navigate({
      to: "/sites/$site",
      params: { site },
      search: filterLink(dimension, value, exclude),
    } as never);
}

interface LiveCardProps {
  readonly site: string;
  readonly title: string;
  /** Null as long as nobody knows. */
  readonly rows: readonly LiveRow[] | null;
  readonly dimension: "event:page" | "visit:source";
}

function LiveCard({ site, title, rows, dimension }: LiveCardProps) {
  const { t, numbers, names } = useTexts();
  const choose = useChoose(site, dimension);
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
          nameHead={t(`dimension.${dimension}`)}
          valueHead={t("metric.visitors")}
          rows={rows.map(([value, visitors]) => ({
            key: value,
            name: names.value(dimension, value),
            value: visitors,
            shown: numbers.count(visitors),
            exact: numbers.count(visitors),
            onChoose: (exclude) => choose(value, exclude),
          }))}
        />
      )}
    </Paper>
  );
}
