import { ActionIcon, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FilterBar } from "../filters/filter-bar.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { SettingsIcon } from "../icons.tsx";
import { LiveDot } from "../live/live-dot.tsx";
import { useSite } from "../site/site-context.tsx";
import { useUser } from "../user.tsx";
import { CompareMenu } from "./compare-menu.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import styles from "./site-bar.module.css";
import { SiteSwitcher } from "./site-switcher.tsx";

/** What is shown, of which site, and of when. */
export function SiteBar() {
  const { t } = useTexts();
  const { site, view } = useSite();
  const { mayEdit } = useUser();
  return (
    <div className={styles.bar}>
      <Group gap="xs" wrap="nowrap" className={styles.site}>
        <SiteSwitcher name={site.name} />
        <LiveDot />
        {mayEdit && (
          <ActionIcon
            className="screen-only"
            component={Link}
            to="/sites/$site/settings"
            params={{ site: site.name } as never}
            variant="subtle"
            color="gray"
            size={34}
            aria-label={t("sites.settings")}
          >
            <SettingsIcon />
          </ActionIcon>
        )}
      </Group>
      <div className={styles.filters} data-has-filters={view.filters.length + view.unreadable.length > 0}>
        <FilterBar />
      </div>
      <Group gap="xs" className={styles.when}>
        <PeriodPicker />
        <CompareMenu />
      </Group>
    </div>
  );
}
