import { Button, Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { BookmarkIcon, DownIcon } from "../icons.tsx";
import styles from "./filter-bar.module.css";

const SegmentList = lazy(() => import("./segment-list.tsx"));

/** The way to filters kept under names. */
export function SegmentMenu() {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          px="sm"
          className={`${styles.way} screen-only`}
          leftSection={<BookmarkIcon />}
          rightSection={<DownIcon size={14} />}
          onClick={() => setOpen(!isOpen)}
        >
          <span className={styles.words}>{t("segment.label")}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>{isOpen && <SegmentList onChosen={() => setOpen(false)} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
