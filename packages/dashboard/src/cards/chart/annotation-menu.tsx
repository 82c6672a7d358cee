import { Button, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { annotationsQuery } from "../../site/annotations-query.ts";
import { useSite } from "../../site/site-context.tsx";
import { useUser } from "../../user.tsx";

const AnnotationList = lazy(() => import("./annotation-list.tsx"));

/** The notes about the chart's days: to read, and to write for those who may. */
export function AnnotationMenu() {
  const { t } = useTexts();
  const { site } = useSite();
  const { mayEdit } = useUser();
  const { data } = useQuery(annotationsQuery(site.name));
  const [isOpen, setOpen] = useState(false);
  if (!mayEdit && (data ?? []).length === 0) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <Button
          className="screen-only"
          variant="subtle"
          color="gray"
          size="compact-sm"
          fw={400}
          onClick={() => setOpen(!isOpen)}
        >
          {t("annotation.label")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>{isOpen && <AnnotationList />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
