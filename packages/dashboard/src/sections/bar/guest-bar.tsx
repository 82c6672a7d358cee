import { Group, Title } from "@mantine/core";
import { useSite } from "../../site/site-context.tsx";
import { FilterChips } from "../filters/filter-chips.tsx";
import { CompareMenu } from "./compare-menu.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import styles from "./site-bar.module.css";

/** What a share link shows, and of when: there is no other site to go to. */
export function GuestBar() {
  const { site } = useSite();
  return (
    <div className={styles.bar}>
      <div className={styles.row}>
        <Title order={1} size="h4" className={styles.site} style={{ overflowWrap: "anywhere" }}>
          <bdi>{site.name}</bdi>
        </Title>
        <Group gap="xs" wrap="nowrap" className={styles.when}>
          <PeriodPicker />
          <CompareMenu />
        </Group>
      </div>
      <FilterChips />
    </div>
  );
}
