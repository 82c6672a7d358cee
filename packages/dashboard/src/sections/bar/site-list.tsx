import { Button, ScrollArea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { moveAmongRows } from "../../cards/table/rows.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { sitesQuery } from "../../site/site-query.ts";
import styles from "./site-switcher.module.css";

/** More are found by typing. */
const SHOWN = 50;

/** The instance's sites, to go to one. */
export default function SiteList({ onChosen }: { onChosen: () => void }) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const { data } = useQuery(sitesQuery);
  const found = (data ?? []).filter((site) => site.name.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows among the links, each of which is reached by Tab as well
    <div onKeyDown={moveAmongSites}>
      <TextInput
        size="xs"
        mb={4}
        aria-label={t("sites.search")}
        placeholder={t("sites.search")}
        value={text}
        data-autofocus
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={320}>
        {found.slice(0, SHOWN).map(({ name }) => (
          <Way key={name} to="/sites/$site" site={name} onChosen={onChosen}>
            <bdi>{name}</bdi>
          </Way>
        ))}
      </ScrollArea.Autosize>
      <div className={styles.all}>
        <Way to="/" onChosen={onChosen}>
          {t("app.sites")}
        </Way>
      </div>
    </div>
  );
}

interface WayProps {
  readonly to: "/" | "/sites/$site";
  readonly site?: string;
  readonly onChosen: () => void;
  readonly children: ReactNode;
}

function Way({ to, site, onChosen, children }: WayProps) {
  return (
    <Button
      component={Link}
      to={to}
      params={{ site } as never}
      variant="subtle"
      color="gray"
      size="sm"
      px="xs"
      fullWidth
      justify="start"
      data-row
      onClick={onChosen}
    >
      {children}
    </Button>
  );
}

/** From where somebody types to the first, then as in every list. */
function moveAmongSites(event: KeyboardEvent<HTMLElement>): void {
  const isTyping = event.target instanceof HTMLInputElement;
  if (isTyping && event.key === "ArrowDown") {
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>("[data-row]")?.focus();
  } else moveAmongRows(event);
}
