import { Button, Popover, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownIcon, FilterIcon } from "../../icons.tsx";
import { useSite } from "../../site/site-context.tsx";
import styles from "./filter-bar.module.css";

const SegmentList = lazy(() => import("./segment-list.tsx"));

/** The ways to filters: new ones, and those kept under names. */
export function FilterMenu({ onEdit }: { onEdit: () => void }) {
  const { t } = useTexts();
  const { view } = useSite();
  const [isOpen, setOpen] = useState(false);

  function edit(): void {
    setOpen(false);
    onEdit();
  }

  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          px="sm"
          className={`${styles.way} screen-only`}
          leftSection={<FilterIcon />}
          rightSection={<DownIcon size={14} />}
          onClick={() => setOpen(!isOpen)}
        >
          <span className={styles.words}>{t("filter.add")}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Button
          variant="subtle"
          fullWidth
          justify="space-between"
          rightSection={<kbd className="key">/</kbd>}
          onClick={edit}
        >
          {t(view.filters.length === 0 ? "filter.new" : "filter.change")}
        </Button>
        <Text size="xs" c="dimmed" mt="xs" mb={4} px="xs">
          {t("segment.label")}
        </Text>
        <Suspense>{isOpen && <SegmentList onChosen={() => setOpen(false)} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
