import "@mantine/dates/styles.css";
import "dayjs/locale/de";
import "dayjs/locale/fr";
import { DatePicker, DatesProvider } from "@mantine/dates";
import { useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { useSite } from "../site/site-context.tsx";
import { type Dates, datesOf } from "../view/period.ts";

/** A calendar to choose the first day and the last in. */
export default function CustomRange({ onChoose }: { onChoose: (dates: Dates) => void }) {
  const { t, language } = useTexts();
  const [before, after] = [t("calendar.before"), t("calendar.after")];
  const { period, today } = useSite();
  const dates = datesOf(period, today);
  const [chosen, setChosen] = useState<[string | null, string | null]>([
    dates?.first ?? null,
    dates?.last ?? null,
  ]);
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [] }}>
      <DatePicker
        type="range"
        allowSingleDateInRange
        hideOutsideDates
        ariaLabels={{
          previousMonth: before,
          nextMonth: after,
          previousYear: before,
          nextYear: after,
          previousDecade: before,
          nextDecade: after,
        }}
        maxDate={today}
        defaultDate={chosen[1] ?? today}
        value={chosen}
        onChange={([first, last]) => {
          setChosen([first, last]);
          if (first !== null && last !== null) onChoose({ first, last });
        }}
      />
    </DatesProvider>
  );
}
