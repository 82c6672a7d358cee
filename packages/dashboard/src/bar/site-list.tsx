import { Menu, ScrollArea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "../i18n/use-texts.tsx";
import { sitesQuery } from "../site/site-query.ts";

/** More are found by typing. */
const SHOWN = 50;

/** The instance's sites, to go to one. */
export default function SiteList() {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const { data } = useQuery(sitesQuery);
  const found = (data ?? []).filter((site) => site.name.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <TextInput
        size="xs"
        mb={4}
        aria-label={t("sites.search")}
        placeholder={t("sites.search")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={320}>
        {found.slice(0, SHOWN).map((site) => (
          <Menu.Item key={site.name} component={Link} to="/sites/$site" params={{ site: site.name } as never}>
            <bdi>{site.name}</bdi>
          </Menu.Item>
        ))}
      </ScrollArea.Autosize>
    </>
  );
}
