import { Button, Menu } from "@mantine/core";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownIcon } from "../../icons.tsx";
import { useShortcuts } from "../../keyboard/use-shortcuts.ts";
import { useSite } from "../../site/site-context.tsx";
import { COMPARES, type Compare, matchesWeekdays, mayMatchWeekdays } from "../../view/site-search.ts";

/** What the period is compared with. All time has nothing before it. */
export function CompareMenu() {
  const { t } = useTexts();
  const { view, change, period } = useSite();
  const chosen = period === "all" ? "none" : view.compare;
  useShortcuts({ x: () => change({ compare: view.compare === "none" ? "previous_period" : "none" }) });
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          px="sm"
          rightSection={<DownIcon size={14} />}
          disabled={period === "all"}
          aria-label={`${t("compare.label")}: ${t(`compare.${chosen}`)}`}
        >
          {t(`compare.${chosen}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={chosen} onChange={(compare) => change({ compare: compare as Compare })}>
          {COMPARES.map((compare) => (
            <Menu.RadioItem key={compare} value={compare} closeMenuOnClick>
              {t(`compare.${compare}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {mayMatchWeekdays(period) && chosen !== "none" && <WeekdaysItem />}
      </Menu.Dropdown>
    </Menu>
  );
}

function WeekdaysItem() {
  const { t } = useTexts();
  const { view, change, period } = useSite();
  const isMatched = matchesWeekdays(view, period);
  return (
    <>
      <Menu.Divider />
      <Menu.CheckboxItem
        checked={isMatched}
        onChange={(isWanted) => change({ weekdays: isWanted ? null : "as-dates" })}
      >
        {t("compare.weekdays")}
      </Menu.CheckboxItem>
    </>
  );
}
