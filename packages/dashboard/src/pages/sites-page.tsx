import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import type { SiteOverview } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { Failure } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { PlusIcon, SearchIcon } from "../icons.tsx";
import { EmptyList } from "../sections/sites/empty-list.tsx";
import { SiteCard } from "../sections/sites/site-card.tsx";
import { readSiteOrder, SITE_ORDERS, type SiteOrder, sortSites } from "../sections/sites/site-order.ts";
import { sitesOverviewQuery } from "../sections/sites/sites-overview-query.ts";
import { UnknownSites } from "../sections/sites/unknown-sites.tsx";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";
import styles from "./sites-page.module.css";

const NewSite = lazy(() => import("../sections/settings/new-site.tsx"));
const SHOWN_AT_ONCE = 60;
/** From so many sites on, finding and sorting them is worth the room. */
const MANY = 2;

/** All sites, each with its last 24 hours. */
export function SitesPage() {
  const { t } = useTexts();
  const { mayEdit } = useUser();
  const [text, setText] = useState("");
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(sitesOverviewQuery);
  useTitle(t("app.sites"));
  const add = mayEdit ? () => setAdding(true) : null;
  return (
    <Stack gap="md" mt="md">
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
      {data === undefined && error === null && <Bones />}
      {data?.length === 0 && <EmptyList onAdd={add} />}
      {data !== undefined && data.length > 0 && <Cards sites={data} text={text} />}
      <UnknownSites />
      {isAdding && (
        <Suspense>
          <NewSite onClose={() => setAdding(false)} />
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
      onChange={(chosen) => void navigate({ search: { sort: readSiteOrder(chosen) }, replace: true })}
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
  const found = sorted.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <>
      {found.length === 0 && <Text c="dimmed">{t("sites.none")}</Text>}
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="var(--card-gap)">
        {found.slice(0, shown).map((site) => (
          <SiteCard key={site.name} site={site} />
        ))}
      </SimpleGrid>
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
