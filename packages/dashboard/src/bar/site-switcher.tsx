import { Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { DownIcon } from "../icons.tsx";
import styles from "./site-switcher.module.css";

const SiteList = lazy(() => import("./site-list.tsx"));

/** The site's name, and the way to the others. */
export function SiteSwitcher({ name }: { name: string }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          px="xs"
          maw={280}
          aria-label={`${t("site.switch")}: ${name}`}
          rightSection={<DownIcon size={14} />}
          classNames={{ label: styles.name ?? "" }}
        >
          <bdi>{name}</bdi>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Suspense>{isOpen && <SiteList />}</Suspense>
        <Menu.Divider />
        <Menu.Item component={Link} to="/">
          {t("app.sites")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
