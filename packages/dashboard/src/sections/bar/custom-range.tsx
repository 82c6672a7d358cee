import "@mantine/dates/styles.css";
import "dayjs/locale/de";
import "dayjs/locale/es";
import "dayjs/locale/fr";
import "dayjs/locale/pt";
import { Button, NumberInput, TextInput, UnstyledButton } from "@mantine/core";
import { DatePicker, DatesProvider } from "@mantine/dates";
import { useMediaQuery } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { addMonths, firstOfMonth } from "../../format/date.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useSite } from "../../site/site-context.tsx";
import { type Dates, datesOf, readPeriod } from "../../view/period.ts";
import styles from "./custom-range.module.css";
import { lastDays, PRESETS } from "./range-presets.ts";

/** Less room than two months take. */
const NARROW = "(max-width: 720px)";

/** The first day and the last, by a calendar, by fields or by a length. */
export default function CustomRange({ onChoose }: { onChoose: (dates: Dates) => void }) {
  const { t } = useTexts();
  const { period, today } = useSite();
  const shown = datesOf(period, today);
  const [chosen, setChosen] = useState<readonly [string | null, string | null]>([
    shown?.first ?? null,
    shown?.last ?? null,
  ]);
  const [first, last] = chosen;
  const dates = first === null || last === null ? null : readPeriod(`${first},${last}`);

  function apply(event: FormEvent): void {
    event.preventDefault();
    if (dates !== null && typeof dates !== "string") onChoose(dates);
  }

  return (
    <div className={styles.range}>
      <Presets onChoose={onChoose} />
      <div>
        <form className={styles.fields} onSubmit={apply}>
          <DayField label={t("range.first")} value={first} onChange={(day) => setChosen([day, last])} />
          <DayField label={t("range.last")} value={last} onChange={(day) => setChosen([first, day])} />
          <Button type="submit" size="xs" disabled={dates === null}>
            {t("filter.apply")}
          </Button>
        </form>
        <Calendar chosen={chosen} onChange={setChosen} onChoose={onChoose} />
      </div>
    </div>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      size="xs"
      label={label}
      value={value ?? ""}
      min="1970-01-01"
      max="2999-12-31"
      onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)}
    />
  );
}

/** Ranges that have no name in the menu. */
function Presets({ onChoose }: { onChoose: (dates: Dates) => void }) {
  const { t } = useTexts();
  const { today } = useSite();
  const [days, setDays] = useState<number | string>(14);
  const count = Number(days);
  const isCount = Number.isInteger(count) && count >= 1 && count <= 3660;
  return (
    <div className={styles.presets}>
      {PRESETS.map(({ name, dates }) => (
        <UnstyledButton key={name} className={styles.preset ?? ""} onClick={() => onChoose(dates(today))}>
          {t(`range.${name}`)}
        </UnstyledButton>
      ))}
      <form
        className={styles.days}
        onSubmit={(event) => {
          event.preventDefault();
          if (isCount) onChoose(lastDays(count, today));
        }}
      >
        <NumberInput
          size="xs"
          w={72}
          hideControls
          min={1}
          max={3660}
          label={t("range.days")}
          value={days}
          onChange={setDays}
        />
        <Button
          type="submit"
          size="xs"
          variant="default"
          disabled={!isCount}
          aria-label={`${t("filter.apply")}: ${t("range.daysApply")}`}
        >
          {t("filter.apply")}
        </Button>
      </form>
    </div>
  );
}

interface CalendarProps {
  readonly chosen: readonly [string | null, string | null];
  readonly onChange: (chosen: readonly [string | null, string | null]) => void;
  readonly onChoose: (dates: Dates) => void;
}

function Calendar({ chosen, onChange, onChoose }: CalendarProps) {
  const { t, language } = useTexts();
  const { today } = useSite();
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [before, after] = [t("calendar.before"), t("calendar.after")];
  const [first, last] = chosen;
  const months = isNarrow ? 1 : 2;
  const end = firstOfMonth(last ?? today);
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [] }}>
      <DatePicker
        type="range"
        allowSingleDateInRange
        hideOutsideDates
        numberOfColumns={months}
        columnsToScroll={1}
        ariaLabels={{
          previousMonth: before,
          nextMonth: after,
          previousYear: before,
          nextYear: after,
          previousDecade: before,
          nextDecade: after,
        }}
        maxDate={today}
        defaultDate={addMonths(end, 1 - months)}
        value={[first, last]}
        onChange={([from, to]) => {
          onChange([from, to]);
          if (from !== null && to !== null) onChoose({ first: from, last: to });
        }}
      />
    </DatesProvider>
  );
}
