import { Button, Menu } from "@mantine/core";
import { useTexts } from "../i18n/use-texts.tsx";
import { DownIcon } from "../icons.tsx";
import { useShortcuts } from "../keyboard/use-shortcuts.ts";
import { useSite } from "../site/site-context.tsx";
import { COMPARES } from "../view/site-search.ts";

/** What the period is compared with. All time has nothing before it. */
export function CompareMenu() {
  const { t } = useTexts();
  const { view, change, period } = useSite();
  useShortcuts({ x: () => change({ compare: view.compare === "none" ? "previous_period" : "none" }) });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          px="sm"
          rightSection={<DownIcon size={14} />}
          disabled={period === "all"}
          aria-label={`${t("compare.label")}: ${t(`compare.${view.compare}`)}`}
        >
          {t(`compare.${view.compare}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {COMPARES.map((compare) => (
          <Menu.Item key={compare} onClick={() => change({ compare })}>
            {t(`compare.${compare}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
