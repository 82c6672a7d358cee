import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import type { SiteOverview } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { Failure } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { PlusIcon, SearchIcon } from "../icons.tsx";
import { OpenHint } from "../sections/account/open-hint.tsx";
import { EmptyList } from "../sections/sites/empty-list.tsx";
import { groupByTeam } from "../sections/sites/group-by-team.ts";
import { SiteCard } from "../sections/sites/site-card.tsx";
import { readSiteOrder, SITE_ORDERS, type SiteOrder, sortSites } from "../sections/sites/site-order.ts";
import { sitesOverviewQuery } from "../sections/sites/sites-overview-query.ts";
import { UnknownSites } from "../sections/sites/unknown-sites.tsx";
import { useTeamsOfSites } from "../site/use-teams-of-sites.ts";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";
import styles from "./sites-page.module.css";

const NewSite = lazy(() => import("../sections/settings/new-site.tsx"));
const SHOWN_AT_ONCE = 60;
/** From so many sites on, finding and sorting them is worth the room. */
const MANY = 2;
/** As a select has it, in which no team is nothing chosen. */
const ALL = "";

/** All sites, each with its last 24 hours. */
export function SitesPage() {
  const { t } = useTexts();
  const { mayCreate, teams } = useUser();
  const { team = ALL } = useSearch({ from: "/" });
  const { isKnown } = useTeamsOfSites();
  const [text, setText] = useState("");
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(sitesOverviewQuery);
  useTitle(t("app.sites"));
  const add = mayCreate ? () => setAdding(true) : null;
  const isReady = data !== undefined && isKnown;
  return (
    <Stack gap="md" mt="md">
      <OpenHint />
      {/* Each by itself: nothing moves when the fields come. */}
      <Group gap="xs">
        <Title order={1} size="h3" mr="auto">
          {t("app.sites")}
        </Title>
        {data !== undefined && data.length >= MANY && (
          <>
            <TextInput
              aria-label={t("sites.search")}
              placeholder={t("sites.search")}
              leftSection={<SearchIcon />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            {teams.length > 1 && <TeamChoice />}
            <OrderChoice />
          </>
        )}
        {add !== null && data?.length !== 0 && (
          <Button leftSection={<PlusIcon />} onClick={add}>
            {t("sites.add")}
          </Button>
        )}
      </Group>
      {data === undefined && error !== null && <Failure error={error} retry={refetch} />}
      {!isReady && error === null && <Bones />}
      {data?.length === 0 && <EmptyList onAdd={add} />}
      {isReady && data.length > 0 && <Cards sites={data} text={text} />}
      <UnknownSites />
      {isAdding && (
        <Suspense>
          <NewSite team={Number(team)} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </Stack>
  );
}

function OrderChoice() {
  const { t } = useTexts();
  const order = useOrder();
  const navigate = useNavigate({ from: "/" });
  return (
    <Select
      w={170}
      aria-label={t("sites.sort")}
      data={SITE_ORDERS.map((value) => ({ value, label: t(`sites.sort.${value}`) }))}
      value={order}
      onChange={(chosen) =>
        void navigate({ search: (before) => ({ ...before, sort: readSiteOrder(chosen) }), replace: true })
      }
      allowDeselect={false}
    />
  );
}

/** One's teams, to see the sites of one only; the address says which. */
function TeamChoice() {
  const { t } = useTexts();
  const { teams } = useUser();
  const { team = ALL } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  return (
    <Select
      w={170}
      aria-label={t("site.team")}
      data={[
        { value: ALL, label: t("sites.allTeams") },
        ...teams.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      value={team}
      onChange={(chosen) =>
        void navigate({
          search: (before) => ({ ...before, team: chosen === ALL || chosen === null ? "" : chosen }),
          replace: true,
        })
      }
      allowDeselect={false}
    />
  );
}

const useOrder = (): SiteOrder => readSiteOrder(useSearch({ from: "/" }).sort);

function Cards({ sites, text }: { sites: readonly SiteOverview[]; text: string }) {
  const { t } = useTexts();
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const sorted = useStableOrder(sites);
  const wanted = text.trim().toLowerCase();
  const { teams } = useUser();
  const { teamOf } = useTeamsOfSites();
  const { team = ALL } = useSearch({ from: "/" });
  const found = sorted.filter(
    ({ name }) =>
      name.toLowerCase().includes(wanted) &&
      (team === ALL || teams.length < 2 || String(teamOf(name)?.id) === team),
  );
  const groups =
    teams.length > 1
      ? groupByTeam(found.slice(0, shown), teams, teamOf)
      : [{ team: null, sites: found.slice(0, shown) }];
  return (
    <>
      {found.length === 0 && <Text c="dimmed">{t("sites.none")}</Text>}
      {groups.map((group) => (
        <Stack key={group.team?.id ?? "none"} gap="xs">
          {teams.length > 1 && (
            <Title order={2} size="h5">
              <bdi>{group.team?.name ?? t("sites.noTeam")}</bdi>
            </Title>
          )}
          <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="var(--card-gap)">
            {group.sites.map((site) => (
              <SiteCard key={site.name} site={site} />
            ))}
          </SimpleGrid>
        </Stack>
      ))}
      {found.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + SHOWN_AT_ONCE)}>
          {t("sites.more")}
        </Button>
      )}
    </>
  );
}

/** Sorted when the list or the order changes, not with every new figure: no card moves away from under the pointer. */
function useStableOrder(sites: readonly SiteOverview[]): readonly SiteOverview[] {
  const order = useOrder();
  const names = sites.map(({ name }) => name).join("\0");
  // biome-ignore lint/correctness/useExhaustiveDependencies: by the figures of when the names or the order changed
  const sorted = useMemo(() => sortSites(sites, order), [names, order]);
  const byName = new Map(sites.map((site) => [site.name, site]));
  return sorted.flatMap((name) => byName.get(name) ?? []);
}

function Bones() {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="var(--card-gap)" className={styles.bones ?? ""}>
      {["a", "b", "c"].map((bone) => (
        <div key={bone} className="bone" style={{ height: 147 }} />
      ))}
    </SimpleGrid>
  );
}
