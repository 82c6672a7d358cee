import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { Failure } from "../cards/card.tsx";
import { CardColumns } from "../cards/card-columns.tsx";
import { GroupCard } from "../cards/card-group.tsx";
import { CARD_GROUPS, type CardGroup, SHOWN_ELSEWHERE } from "../cards/card-groups.ts";
import { overviewParams } from "../cards/card-params.ts";
import { ChartCard } from "../cards/chart/chart-card.tsx";
import { HeatmapCard } from "../cards/heatmap/heatmap-card.tsx";
import { reportQuery } from "../cards/report-query.ts";
import { reportsQuery } from "../cards/reports-query.ts";
import { withMoreTexts } from "../i18n/index.ts";
import { SiteBar } from "../sections/bar/site-bar.tsx";
import { useHasReport } from "../sections/filters/use-unreadable.ts";
import { LiveSocket, useRenewReports } from "../sections/live/live-context.tsx";
import { SessionsCard } from "../sections/sessions/sessions-card.tsx";
import { reportParams } from "../site/report-params.ts";
import { SiteProvider, useSite } from "../site/site-context.tsx";
import { siteQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import { includesToday } from "../view/period.ts";
import { readView } from "../view/site-search.ts";
import { USUAL_PERIOD } from "./prefetch-site.ts";
import styles from "./site-page.module.css";

const DetailSheet = lazy(() => import("../sections/details/detail-sheet.tsx"));
const UnknownSite = lazy(() => withMoreTexts(() => import("../sections/install/unknown-site.tsx")));
const WaitingForEvents = lazy(() =>
  withMoreTexts(() => import("../sections/install/waiting-for-events.tsx")),
);
const SessionSheet = lazy(() => import("../sections/sessions/session-sheet.tsx"));
const SessionsSheet = lazy(() => import("../sections/sessions/sessions-sheet.tsx"));

/** How often a site that waits for its first event is looked at. */
const LOOK_MS = 30_000;

/** Everything about one site on one page. */
export function SitePage() {
  const { site: name } = useParams({ from: "/sites/$site" });
  useTitle(name);
  const site = useQuery(siteQuery(name));
  const search = useSearch({ from: "/sites/$site" });
  const { period } = search;
  // Whether there was anything before today: a new site shows its first day instead of thirty empty ones. The page's own
  // numbers say so, where no filter leaves some out.
  const month = useQuery({
    ...reportQuery("overview", {
      ...reportParams(name, USUAL_PERIOD, "", []),
      ...overviewParams(readView({ ...search, f: [] }), USUAL_PERIOD),
    }),
    // Of a site that is yet to be made there is nothing to ask, and the refusal would stay.
    enabled: period === undefined && Boolean(site.data),
  });
  const isQuiet =
    period === undefined &&
    month.data !== undefined &&
    (month.data.results[0]?.metrics ?? []).every((figure) => !figure);
  const ever = useQuery({
    ...reportQuery("overview", { site_id: name, date_range: "all", compare: "none", metrics: "events" }),
    enabled: isQuiet,
    // Where no news come by the socket, too.
    refetchInterval: LOOK_MS,
  });
  if (site.data === null)
    return (
      <Suspense>
        <UnknownSite name={name} />
      </Suspense>
    );
  if (site.data === undefined)
    return site.error === null ? null : <Failure error={site.error} retry={site.refetch} />;
  // Until it is known, the page is that of any site: nothing is shown that goes again.
  const isNew = isQuiet && ever.data !== undefined;
  return (
    <SiteProvider key={name} site={site.data} defaultPeriod={isNew ? "day" : USUAL_PERIOD}>
      <Live>
        <Content isNew={isNew} hasEvents={!isNew || (ever.data?.results[0]?.metrics[0] ?? 0) > 0} />
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

/** The numbers; of a site without any the snippet, until an event came. There is nothing to choose then. */
function Content({ isNew, hasEvents }: { isNew: boolean; hasEvents: boolean }) {
  const { view } = useSite();
  const isWaiting = !hasEvents && view.filters.length === 0;
  return (
    <>
      <SiteBar hasEvents={!isWaiting} />
      {isWaiting ? (
        <Suspense>
          <WaitingForEvents />
        </Suspense>
      ) : (
        <>
          {/* The nothing of thirty days is not to be seen as that of the first. */}
          <Cards key={String(isNew)} />
          <Sheets />
        </>
      )}
    </>
  );
}

function Cards() {
  const further = useFurtherReports();
  return (
    <div className={styles.page}>
      <ChartCard />
      <CardColumns>
        {CARD_GROUPS.map((group) => (
          <GroupCard key={group.title} group={group} />
        ))}
        <HeatmapCard />
        {further !== null && <GroupCard group={further.group} titles={further.titles} />}
      </CardColumns>
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
  const hasReport = useHasReport();
  const { detail } = search;
  return (
    <>
      <Suspense>
        {detail === "sessions" && <SessionsSheet />}
        {detail !== undefined && detail !== "sessions" && hasReport(detail) && (
          <DetailSheet key={detail} report={detail} />
        )}
      </Suspense>
      {/* Waited for by itself: the sheet below would be hidden meanwhile, and lose the focus. */}
      <Suspense>{search.session !== undefined && <SessionSheet id={search.session} />}</Suspense>
    </>
  );
}
