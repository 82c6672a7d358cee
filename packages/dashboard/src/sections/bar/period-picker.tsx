import { ActionIcon, Button, Group, Menu, Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownIcon, LeftIcon, RightIcon } from "../../icons.tsx";
import { useShortcuts } from "../../keyboard/use-shortcuts.ts";
import { useSite } from "../../site/site-context.tsx";
import {
  nameOfPeriod,
  neighbour,
  PERIODS,
  type Period,
  type PeriodName,
  withToday,
} from "../../view/period.ts";
import styles from "./period-picker.module.css";
import { usePeriodDates } from "./use-period-dates.ts";

const CustomRange = lazy(() => import("./custom-range.tsx"));

/** The period, with the ones before and after it. */
export function PeriodPicker() {
  const { t } = useTexts();
  const { period, today, change } = useSite();
  const [isCustom, setCustom] = useState(false);
  const before = neighbour(period, today, -1);
  const after = neighbour(period, today, 1);
  const choose = (next: Period | null) => next !== null && change({ period: next, interval: null });
  const { withinToday, setWithinToday } = useWithinToday();
  const chooseNamed = (name: PeriodName) => choose(withinToday ? withToday(name, today) : name);

  useShortcuts({
    ...Object.fromEntries(PERIODS.map(({ name, key }) => [key, () => chooseNamed(name)])),
    c: () => setCustom(true),
    "[": () => choose(before),
    "]": () => choose(after),
  });

  function includeToday(isIncluded: boolean): void {
    setWithinToday(isIncluded);
    const name = nameOfPeriod(period, today);
    if (name !== null) choose(isIncluded ? withToday(name, today) : name);
  }

  return (
    <Group gap={2} wrap="nowrap" className={styles.picker ?? ""}>
      <Step label={t("period.previous")} to={before} onChoose={choose}>
        <LeftIcon />
      </Step>
      <Popover
        opened={isCustom}
        onChange={setCustom}
        position="bottom-end"
        trapFocus
        returnFocus
        // What it hangs on is no button: a span may not say that it is expanded.
        withRoles={false}
      >
        <Popover.Target>
          <span className={styles.target}>
            <PeriodMenu
              withinToday={withinToday}
              onChoose={chooseNamed}
              onIncludeToday={includeToday}
              onCustom={() => setCustom(true)}
            />
          </span>
        </Popover.Target>
        <Popover.Dropdown role="dialog" aria-label={t("period.custom")}>
          <Suspense>
            <CustomRange
              onChoose={(dates) => {
                setCustom(false);
                choose(dates);
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <Step label={t("period.next")} to={after} onChoose={choose}>
        <RightIcon />
      </Step>
    </Group>
  );
}

/** Whether periods of the last days reach to today: as the address says, and as it was chosen since. */
function useWithinToday() {
  const { period, today } = useSite();
  const [withinToday, setWithinToday] = useState(
    typeof period !== "string" && nameOfPeriod(period, today) !== null,
  );
  return { withinToday, setWithinToday };
}

interface StepProps {
  readonly label: string;
  readonly to: Period | null;
  readonly onChoose: (period: Period | null) => void;
  readonly children: React.ReactNode;
}

function Step({ label, to, onChoose, children }: StepProps) {
  return (
    <ActionIcon
      className="screen-only"
      variant="default"
      size={34}
      aria-label={label}
      disabled={to === null}
      onClick={() => onChoose(to)}
    >
      {children}
    </ActionIcon>
  );
}

interface PeriodMenuProps {
  readonly withinToday: boolean;
  readonly onChoose: (name: PeriodName) => void;
  readonly onIncludeToday: (isIncluded: boolean) => void;
  readonly onCustom: () => void;
}

function PeriodMenu(props: PeriodMenuProps) {
  const { t } = useTexts();
  const { period, today } = useSite();
  const name = nameOfPeriod(period, today);
  const datesOf = usePeriodDates();
  return (
    <Menu position="bottom-end" width="min(380px, calc(100vw - 20px))">
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          px="sm"
          className={styles.button ?? ""}
          rightSection={<DownIcon size={14} />}
        >
          {name !== null && <span className={styles.name}>{t(`period.${name}`)}</span>}{" "}
          <span className={styles.dates}>{datesOf(period)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <PeriodItems {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Every period with its days, which are worked out once somebody looks. */
function PeriodItems({ withinToday, onChoose, onIncludeToday, onCustom }: PeriodMenuProps) {
  const { t } = useTexts();
  const { period, today } = useSite();
  const chosen = nameOfPeriod(period, today);
  const datesOf = usePeriodDates({ isAsked: true });
  return (
    <>
      {PERIODS.map(({ name, key }) => (
        <Menu.Item
          key={name}
          onClick={() => onChoose(name)}
          rightSection={
            <>
              <span className={styles.days}>{datesOf(withinToday ? withToday(name, today) : name)}</span>{" "}
              <kbd className="key">{key.toUpperCase()}</kbd>
            </>
          }
          {...(name === chosen && { "aria-current": true, fw: 600 })}
        >
          {t(`period.${name}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.CheckboxItem checked={withinToday} onChange={onIncludeToday}>
        {t("period.includeToday")}
      </Menu.CheckboxItem>
      <Menu.Item onClick={onCustom} rightSection={<kbd className="key">C</kbd>}>
        {t("period.custom")} …
      </Menu.Item>
    </>
  );
}
