import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { includesToday } from "../view/period.ts";
import { overviewParams } from "./card-params.ts";
import styles from "./chart/chart-card.module.css";
import { hasBefore } from "./numbers/number-tiles.tsx";
import { useReport } from "./use-report.ts";

/** Says which days the changes and the dashed line are of: up to when, and that there is nothing where there is nothing. */
export function ComparedNote() {
  const { t, dates } = useTexts();
  const { view, period, today } = useSite();
  const { data, isPlaceholderData } = useReport("overview", overviewParams(view, period));
  const window = data?.query.comparison_date_range;
  if (window === undefined || isPlaceholderData) return <span className={styles.note} />;
  const [first, last] = [window[0].slice(0, 10), window[1].slice(0, 10)];
  const days = dates.shortRange(first, last, today);
  if (!hasBefore(data)) {
    const key = view.compare === "year_over_year" ? "compare.nothingYear" : "compare.nothing";
    return <span className={styles.note}>{t(key, { days })}</span>;
  }
  const isPart = includesToday(period, today);
  const note = isPart
    ? t("compare.noteUntil", { days, time: dates.timeOf(window[1]) })
    : t("compare.note", { days });
  const begins = data?.meta.comparison_begins?.slice(0, 10);
  return (
    <span className={styles.note}>
      <Dashes />
      {begins === undefined
        ? note
        : t("compare.noteSince", { note, date: dates.shortRange(begins, begins, today) })}
    </span>
  );
}

function Dashes() {
  return (
    <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true" className={styles.dashes}>
      <path d="M1 4h20" strokeDasharray="5 4" />
    </svg>
  );
}
