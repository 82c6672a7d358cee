import { ActionIcon, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { SettingsIcon } from "../../icons.tsx";
import { useShortcuts } from "../../keyboard/use-shortcuts.ts";
import { useSite } from "../../site/site-context.tsx";
import { useUser } from "../../user.tsx";
import { FilterChips } from "../filters/filter-chips.tsx";
import { FilterMenu } from "../filters/filter-menu.tsx";
import { LiveDot } from "../live/live-dot.tsx";
import { CompareMenu } from "./compare-menu.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import styles from "./site-bar.module.css";
import { SiteSwitcher } from "./site-switcher.tsx";

const FilterEditor = lazy(() => import("../filters/filter-editor.tsx"));

/** What is shown, of which site, and of when: the latter where there is something to choose from. */
export function SiteBar({ hasEvents = true }: { hasEvents?: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const edit = () => setEditing(true);
  useShortcuts(hasEvents ? { "/": edit } : {});
  return (
    <div className={styles.bar}>
      <div className={styles.row}>
        <SiteName />
        {hasEvents && (
          <>
            <FilterMenu onEdit={edit} />
            <Group gap="xs" wrap="nowrap" className={styles.when}>
              <PeriodPicker />
              <CompareMenu />
            </Group>
          </>
        )}
      </div>
      {hasEvents && <FilterChips onEdit={edit} />}
      {isEditing && (
        <Suspense>
          <FilterEditor onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </div>
  );
}

function SiteName() {
  const { t } = useTexts();
  const { site } = useSite();
  const { mayEdit } = useUser();
  return (
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
  );
}
