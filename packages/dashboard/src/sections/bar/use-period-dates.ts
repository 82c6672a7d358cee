import { useReport } from "../../cards/use-report.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { datesOf, type Period } from "../../view/period.ts";

/** Writes the days of a period; of all time from when it is, once the server has said so: where it is shown, or `isAsked`. */
export function usePeriodDates({ isAsked = false } = {}): (period: Period) => string {
  const { t, dates } = useTexts();
  const { site, period: shown, today } = useSite();
  const { data } = useReport(
    "overview",
    { date_range: "all", compare: "none", metrics: "visitors", filters: "[]" },
    { enabled: isAsked || shown === "all" },
  );
  return (period) => {
    const days = datesOf(period, today);
    if (days !== null) return dates.shortRange(days.first, days.last, today);
    const first = data?.query.site_id === site.name ? data.query.date_range[0].slice(0, 10) : null;
    return first === null ? "" : t("period.since", { date: dates.date(first) });
  };
}
