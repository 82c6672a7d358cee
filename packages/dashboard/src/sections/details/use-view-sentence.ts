import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { useSegments } from "../../site/use-segments.ts";
import { usePeriodDates } from "../bar/use-period-dates.ts";
import { sentenceOf } from "../filters/sentence.ts";

/** What a sheet shows the numbers of: `Oct 30 – Nov 28 · Source is Google`. */
export function useViewSentence(): string {
  const texts = useTexts();
  const { site, view, period } = useSite();
  const { names } = useSegments(site.name);
  const datesOf = usePeriodDates({ isAsked: true });
  return [datesOf(period), ...view.filters.map((filter) => sentenceOf(filter, texts, names))].join(" · ");
}
