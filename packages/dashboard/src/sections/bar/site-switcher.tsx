import { Button, Popover, VisuallyHidden } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../../i18n/use-texts.tsx";
import { DownIcon } from "../../icons.tsx";
import styles from "./site-switcher.module.css";

const SiteList = lazy(() => import("./site-list.tsx"));

/** The site's name, which is the page's heading too, and the way to the others. */
export function SiteSwitcher({ name }: { name: string }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <VisuallyHidden component="h1">{name}</VisuallyHidden>
      <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={280} trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="subtle"
            color="gray"
            size="sm"
            px="xs"
            maw={280}
            aria-label={`${t("site.switch")}: ${name}`}
            rightSection={<DownIcon size={14} />}
            classNames={{ label: styles.name ?? "" }}
            onClick={() => setOpen(!isOpen)}
          >
            <bdi>{name}</bdi>
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={4} aria-label={t("site.switch")}>
          <Suspense>{isOpen && <SiteList onChosen={() => setOpen(false)} />}</Suspense>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
