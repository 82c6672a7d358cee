import { ClientError, SHARE_CARDS, type SharedView } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { isNotFound } from "../api.ts";
import { Failure } from "../cards/card.tsx";
import { CardColumns } from "../cards/card-columns.tsx";
import { GroupCard } from "../cards/card-group.tsx";
import { CARD_GROUPS } from "../cards/card-groups.ts";
import { ChartCard } from "../cards/chart/chart-card.tsx";
import { HeatmapCard } from "../cards/heatmap/heatmap-card.tsx";
import { dateIn } from "../format/date.ts";
import { keepPass } from "../guest.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { moreApi } from "../more-api.ts";
import { FormBox, PasswordField } from "../sections/account/form-box.tsx";
import { FrontPage } from "../sections/account/front-page.tsx";
import { useForm } from "../sections/account/use-form.ts";
import { GuestBar } from "../sections/bar/guest-bar.tsx";
import { SiteProvider, useSite } from "../site/site-context.tsx";
import { useTitle } from "../site/use-title.ts";
import { withToday } from "../view/period.ts";
import { USUAL_PERIOD } from "./prefetch-site.ts";
import styles from "./site-page.module.css";

const DetailSheet = lazy(() => import("../sections/details/detail-sheet.tsx"));

/** How often it is asked whether the link still shows the same. */
const LOOK_MS = 60_000;

const needsPassword = (error: unknown): boolean => error instanceof ClientError && error.status === 401;

/** What a share link shows of a site, to whoever has the link. */
export function SharePage() {
  const { slug } = useParams({ from: "/share/$slug" });
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ["shared", slug],
    queryFn: () => moreApi.sharedView(slug),
    refetchInterval: LOOK_MS,
  });
  if (error !== null && isNotFound(error))
    return <FrontPage title={t("shared.gone")} hint={t("shared.goneHint")} />;
  if (error !== null && needsPassword(error)) return <Locked slug={slug} />;
  if (data === undefined) return error === null ? null : <Failure error={error} retry={refetch} />;
  return <Shared view={data} />;
}

function Locked({ slug }: { slug: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const form = useForm({
    start: { password: "" },
    needs: { filled: ["password"] },
    send: async ({ password }) => keepPass((await moreApi.unlockShare(slug, password)).pass),
    explain: ({ status }) => (status === 401 ? { password: t("shared.wrongPassword") } : undefined),
    onDone: () => client.invalidateQueries({ queryKey: ["shared", slug] }),
  });
  return (
    <FrontPage title={t("shared.locked")} hint={t("shared.lockedHint")}>
      <FormBox form={form} submit={t("shared.unlock")} isWide>
        <PasswordField field={form.field("password")} label={t("person.password")} />
      </FormBox>
    </FrontPage>
  );
}

const reportsOf = (cards: SharedView["cards"]): readonly string[] =>
  cards.flatMap((card) => SHARE_CARDS[card] as readonly string[]);

function Shared({ view }: { view: SharedView }) {
  const { cards } = view;
  useTitle(view.site);
  const { site, guest, period } = useMemo(
    () => ({
      site: { name: view.site, timezone: view.timezone, domains: [], geo_precision: "city" as const },
      guest: {
        hasFilters: view.has_filters,
        shows: (report: string) => reportsOf(view.cards).includes(report),
      },
      // Guests see the first day of a new site, too.
      period: withToday(USUAL_PERIOD, dateIn(view.timezone, Date.now())),
    }),
    [view],
  );
  return (
    <SiteProvider key={view.site} site={site} guest={guest} defaultPeriod={period}>
      <GuestBar />
      <div className={styles.page}>
        {cards.includes("chart") && <ChartCard />}
        <CardColumns>
          {CARD_GROUPS.filter(({ title }) => cards.some((card) => title === `card.${card}`)).map((group) => (
            <GroupCard key={group.title} group={group} />
          ))}
          {cards.includes("time-of-week") && <HeatmapCard />}
        </CardColumns>
      </div>
      <Details />
    </SiteProvider>
  );
}

function Details() {
  const { search, guest } = useSite();
  const { detail = "" } = search;
  return <Suspense>{guest?.shows(detail) && <DetailSheet key={detail} report={detail} />}</Suspense>;
}
