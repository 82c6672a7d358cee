import { Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Failure } from "../cards/card.tsx";
import { reportQuery } from "../cards/report-query.ts";
import { toSeries } from "../chart/series.ts";
import { Sparkline } from "../chart/sparkline.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { PlusIcon, SearchIcon } from "../icons.tsx";
import { sitesQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";
import styles from "./sites-page.module.css";

const NewSite = lazy(() => import("../settings/new-site.tsx"));
const SHOWN_AT_ONCE = 60;

/** All sites, each with its last week. */
export function SitesPage() {
  const { t } = useTexts();
  const { mayEdit } = useUser();
  const [text, setText] = useState("");
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const [isAdding, setAdding] = useState(false);
  const sites = useQuery(sitesQuery);
  useTitle(t("app.sites"));
  const found = (sites.data ?? []).filter(({ name }) =>
    name.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <Stack gap="md" mt="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t("app.sites")}
        </Title>
        <Group gap="xs">
          <TextInput
            aria-label={t("sites.search")}
            placeholder={t("sites.search")}
            leftSection={<SearchIcon />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {mayEdit && (
            <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>
              {t("sites.add")}
            </Button>
          )}
        </Group>
      </Group>
      {sites.error !== null && <Failure error={sites.error} retry={sites.refetch} />}
      {sites.data !== undefined && found.length === 0 && (
        <Text c="dimmed">{t(sites.data.length === 0 ? "sites.empty" : "sites.none")}</Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="var(--card-gap)">
        {found.slice(0, shown).map(({ name }) => (
          <SiteCard key={name} name={name} />
        ))}
      </SimpleGrid>
      {found.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + SHOWN_AT_ONCE)}>
          {t("sites.more")}
        </Button>
      )}
      {isAdding && (
        <Suspense>
          <NewSite onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </Stack>
  );
}

/** A site with its visitors of seven days; they are asked for when the card comes into sight. */
function SiteCard({ name }: { name: string }) {
  const { t, numbers } = useTexts();
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const { data, error, refetch } = useQuery({
    ...reportQuery("timeseries", { site_id: name, date_range: "7d", metrics: "visitors", interval: "day" }),
    enabled: inViewport,
  });
  const values =
    data === undefined ? null : toSeries(data).points.map(({ figures }) => figures.visitors ?? 0);
  const total = values?.reduce((sum, value) => sum + value, 0) ?? null;
  const isFailed = data === undefined && error !== null;
  return (
    <Paper withBorder ref={ref} className={styles.card ?? ""}>
      <Link to="/sites/$site" params={{ site: name }} className={styles.link}>
        <bdi className={styles.name}>{name}</bdi>
        {!isFailed && (
          <>
            <span className={styles.spark}>
              {values === null ? <Skeleton height={44} /> : <Sparkline values={values} />}
            </span>
            <span className={styles.line}>
              {total !== null && (
                <>
                  <span className={styles.figure}>{numbers.compact(total)}</span>
                  <span className={styles.label}>{t("sites.visitors")}</span>
                </>
              )}
            </span>
          </>
        )}
      </Link>
      {isFailed && (
        <div className={styles.failure}>
          <Failure error={error} retry={refetch} />
        </div>
      )}
    </Paper>
  );
}
