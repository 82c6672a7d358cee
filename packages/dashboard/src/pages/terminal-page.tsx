import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { useCallbackRef } from "@mantine/hooks";
import type { TraceLine } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { Failure } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { useShortcuts } from "../keyboard/use-shortcuts.ts";
import { NotYours } from "../sections/account/not-yours.tsx";
import UnknownSite from "../sections/install/unknown-site.tsx";
import { EventPanel } from "../sections/terminal/event-panel.tsx";
import { FilterBar } from "../sections/terminal/filter-bar.tsx";
import { LinePane } from "../sections/terminal/line-pane.tsx";
import { StageTable } from "../sections/terminal/stage-table.tsx";
import { readTerminalSearch, type TerminalSearch, toFilter } from "../sections/terminal/terminal-search.ts";
import { useTerminal } from "../sections/terminal/use-terminal.ts";
import { siteQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";

/** The flow of all events of the instance. */
export function TerminalPage() {
  const { t } = useTexts();
  const { mayOperate } = useUser();
  useTitle(t("terminal.title"));
  return mayOperate ? <Terminal site={null} /> : <NotYours />;
}

/** The flow of a site's events. */
export function SiteTerminalPage() {
  const { site } = useParams({ from: "/sites/$site/terminal" });
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(siteQuery(site));
  useTitle(`${site} · ${t("terminal.title")}`);
  if (data === null) return <UnknownSite name={site} />;
  if (data === undefined) return error === null ? null : <Failure error={error} retry={refetch} />;
  // Another site has other lines.
  return <Terminal key={site} site={site} />;
}

/** An address of other systems. */
export function TeamTerminalPage() {
  const { site } = useParams({ from: "/$team/$site/terminal" });
  return <Navigate to="/sites/$site/terminal" params={{ site } as never} replace />;
}

function Terminal({ site }: { site: string | null }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const found = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const search = useMemo(() => readTerminalSearch(found), [found]);
  const { buffer, status, figures, fault } = useTerminal(site, toFilter(search));
  const change = useCallbackRef((changes: TerminalSearch) => {
    // Neither the page nor the list moves: a filter is no other place.
    void navigate({ search: { ...search, ...changes }, replace: true, resetScroll: false } as never);
  });
  // One for all renders: by another the list would be drawn anew.
  const choose = useCallbackRef(({ event, receipt }: TraceLine) =>
    change({ event: event?.id || receipt || undefined }),
  );
  useShortcuts({ "/": () => document.querySelector<HTMLInputElement>("[data-search]")?.focus() });
  return (
    <Stack gap="sm" my="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {site !== null && (
            <Anchor component={Link} to="/sites/$site" params={{ site } as never} inherit>
              <bdi>{site}</bdi>
            </Anchor>
          )}{" "}
          {t("terminal.title")}
        </Title>
        <Text size="sm" c="dimmed" role="status">
          {t(`terminal.${status}`)}
        </Text>
      </Group>
      {site === null && <StageTable figures={figures} />}
      <FilterBar search={search} hasSites={site === null} onChange={change} />
      {fault !== null && <Text c="red">{fault}</Text>}
      <LinePane buffer={buffer} hasSites={site === null} chosen={search.event ?? null} onChoose={choose} />
      {search.event !== undefined && (
        <EventPanel site={site} event={search.event} onClose={() => change({ event: undefined })} />
      )}
    </Stack>
  );
}
