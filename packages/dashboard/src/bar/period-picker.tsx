import { ActionIcon, Button, Group, Menu, Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { DownIcon, LeftIcon, RightIcon } from "../icons.tsx";
import { useShortcuts } from "../keyboard/use-shortcuts.ts";
import { useSite } from "../site/site-context.tsx";
import { neighbour, PERIODS, type Period } from "../view/period.ts";

const CustomRange = lazy(() => import("./custom-range.tsx"));

/** The period, with the ones before and after it. */
export function PeriodPicker() {
  const { t } = useTexts();
  const { period, today, change } = useSite();
  const [isCustom, setCustom] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const before = neighbour(period, today, -1);
  const after = neighbour(period, today, 1);
  const choose = (next: Period | null) => next !== null && change({ period: next, interval: null });

  useShortcuts({
    ...Object.fromEntries(PERIODS.map(({ name, key }) => [key, () => choose(name)])),
    c: () => setCustom(true),
    "[": () => choose(before),
    "]": () => choose(after),
  });

  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        className="screen-only"
        variant="default"
        size={34}
        aria-label={t("period.previous")}
        disabled={before === null}
        onClick={() => choose(before)}
      >
        <LeftIcon />
      </ActionIcon>
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
          <span>
            <Menu opened={isOpen} onChange={setOpen} position="bottom-end" width={220}>
              <Menu.Target>
                <Button variant="default" size="sm" px="sm" rightSection={<DownIcon size={14} />}>
                  <PeriodName period={period} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {PERIODS.map(({ name, key }) => (
                  <Menu.Item
                    key={name}
                    onClick={() => choose(name)}
                    rightSection={<kbd className="key">{key.toUpperCase()}</kbd>}
                    {...(name === period && { "aria-current": true, fw: 600 })}
                  >
                    {t(`period.${name}`)}
                  </Menu.Item>
                ))}
                <Menu.Divider />
                <Menu.Item onClick={() => setCustom(true)} rightSection={<kbd className="key">C</kbd>}>
                  {t("period.custom")} …
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
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
      <ActionIcon
        className="screen-only"
        variant="default"
        size={34}
        aria-label={t("period.next")}
        disabled={after === null}
        onClick={() => choose(after)}
      >
        <RightIcon />
      </ActionIcon>
    </Group>
  );
}

function PeriodName({ period }: { period: Period }) {
  const { t, dates } = useTexts();
  return typeof period === "string" ? t(`period.${period}`) : dates.range(period.first, period.last);
}
