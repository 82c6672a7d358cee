import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { SiteBar } from "../bar/site-bar.tsx";
import { Failure } from "../cards/card.tsx";
import { GroupCard } from "../cards/card-group.tsx";
import { CARD_GROUPS, type CardGroup, SHOWN_ELSEWHERE } from "../cards/card-groups.ts";
import { ChartCard } from "../cards/chart-card.tsx";
import { HeatmapCard } from "../cards/heatmap-card.tsx";
import { reportQuery } from "../cards/report-query.ts";
import { reportsQuery } from "../cards/reports-query.ts";
import { useReport } from "../cards/use-report.ts";
import { LiveSocket, useRenewReports } from "../live/live-context.tsx";
import { SessionsCard } from "../sessions/sessions-card.tsx";
import { USUAL_PERIOD } from "../site/prefetch-site.ts";
import { SiteProvider, useSite } from "../site/site-context.tsx";
import { siteQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import { includesToday } from "../view/period.ts";
import styles from "./site-page.module.css";

const DetailSheet = lazy(() => import("../details/detail-sheet.tsx"));
const UnknownSite = lazy(() => import("../install/unknown-site.tsx"));
const WaitingForEvents = lazy(() => import("../install/waiting-for-events.tsx"));
const SessionSheet = lazy(() => import("../sessions/session-sheet.tsx"));
const SessionsSheet = lazy(() => import("../sessions/sessions-sheet.tsx"));

/** Everything about one site on one page. */
export function SitePage() {
  const { site: name } = useParams({ from: "/sites/$site" });
  useTitle(name);
  const site = useQuery(siteQuery(name));
  const { period } = useSearch({ from: "/sites/$site" });
  // Whether there was anything before today: a new site shows its first day instead of thirty empty ones.
  const month = useQuery({
    ...reportQuery("overview", { site_id: name, date_range: USUAL_PERIOD, compare: "previous_period" }),
    // Of a site that is yet to be made there is nothing to ask, and the refusal would stay.
    enabled: period === undefined && Boolean(site.data),
  });
  if (site.data === null)
    return (
      <Suspense>
        <UnknownSite name={name} />
      </Suspense>
    );
  if (site.data === undefined)
    return site.error === null ? null : <Failure error={site.error} retry={site.refetch} />;
  const isNew =
    period === undefined &&
    month.data !== undefined &&
    (month.data.results[0]?.metrics ?? []).every((figure) => !figure);
  return (
    <SiteProvider key={name} site={site.data} defaultPeriod={isNew ? "day" : USUAL_PERIOD}>
      <Live>
        <SiteBar />
        {isNew ? <NewSite /> : <Cards />}
        <Sheets />
      </Live>
    </SiteProvider>
  );
}

/** What is stored changes the numbers of a period that runs. */
function Live({ children }: { children: ReactNode }) {
  const { site, period, today } = useSite();
  const renewReports = useRenewReports(site.name);
  return (
    <LiveSocket site={site.name} onStored={includesToday(period, today) ? renewReports : undefined}>
      {children}
    </LiveSocket>
  );
}

/** Of a site without history: the snippet, until an event came. */
function NewSite() {
  const { view } = useSite();
  const all = useReport("overview", { date_range: "all", compare: "none", metrics: "events" });
  const hasEvents = all.data === undefined || (all.data.results[0]?.metrics[0] ?? 0) > 0;
  if (hasEvents || view.filters.length > 0) return <Cards />;
  return (
    <Suspense>
      <WaitingForEvents />
    </Suspense>
  );
}

function Cards() {
  const further = useFurtherReports();
  return (
    <div className={styles.page}>
      <ChartCard />
      <div className={styles.pairs}>
        {CARD_GROUPS.map((group) => (
          <GroupCard key={group.title} group={group} />
        ))}
        <HeatmapCard />
        {further !== null && <GroupCard group={further.group} titles={further.titles} />}
      </div>
      <SessionsCard />
    </div>
  );
}

/** Reports that the server has and this build does not know: whoever adds one finds it here. */
function useFurtherReports(): { group: CardGroup; titles: Record<string, string> } | null {
  const { data } = useQuery(reportsQuery);
  const known = [...SHOWN_ELSEWHERE, ...CARD_GROUPS.flatMap(({ tabs }) => tabs.map(({ name }) => name))];
  const further = (data ?? []).filter(({ name, shape }) => shape === "table" && !known.includes(name));
  if (further.length === 0) return null;
  return {
    group: { title: "card.more", tabs: further.map(({ name }) => ({ name, empty: "empty.table" })) },
    titles: Object.fromEntries(further.map(({ name, title }) => [name, title])),
  };
}

function Sheets() {
  const { search } = useSite();
  return (
    <>
      <Suspense>
        {search.detail === "sessions" && <SessionsSheet />}
        {search.detail !== undefined && search.detail !== "sessions" && (
          <DetailSheet key={search.detail} report={search.detail} />
        )}
      </Suspense>
      {/* Waited for by itself: the sheet below would be hidden meanwhile, and lose the focus. */}
      <Suspense>{search.session !== undefined && <SessionSheet id={search.session} />}</Suspense>
    </>
  );
}
