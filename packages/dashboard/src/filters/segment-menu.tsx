import { Button, Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { DownIcon } from "../icons.tsx";

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
          rightSection={<DownIcon size={14} />}
          onClick={() => setOpen(!isOpen)}
        >
          {t("segment.label")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>{isOpen && <SegmentList onChosen={() => setOpen(false)} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
