import { Anchor, Paper, Stack, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { Failure } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { LeftIcon } from "../icons.tsx";
import { Snippet } from "../install/snippet.tsx";
import UnknownSite from "../install/unknown-site.tsx";
import { Goals } from "../settings/goals.tsx";
import { SiteForm, type SiteSettings } from "../settings/site-form.tsx";
import { siteQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import styles from "./live-page.module.css";

/** A site's settings, its snippet and its goals: last, since nobody knows how many come. */
export function SettingsPage() {
  const { site: name } = useParams({ from: "/sites/$site/settings" });
  const { t } = useTexts();
  const client = useQueryClient();
  const site = useQuery(siteQuery(name));
  useTitle(t("site.settingsOf", { site: name }));
  if (site.data === null) return <UnknownSite name={name} />;
  if (site.data === undefined)
    return site.error === null ? null : <Failure error={site.error} retry={site.refetch} />;

  async function save(settings: SiteSettings): Promise<string> {
    client.setQueryData(["site", name], await api.updateSite(name, settings));
    // A zone moves the days that reports are made of.
    await client.invalidateQueries({ queryKey: ["report", name] });
    return t("app.saved");
  }

  const { name: _name, ...start } = site.data;
  return (
    <Stack maw={760} mx="auto" my="md">
      <Anchor component={Link} to="/sites/$site" params={{ site: name } as never} className={styles.back}>
        <LeftIcon />
        <bdi>{name}</bdi>
      </Anchor>
      <Paper withBorder p="lg">
        <Title order={1} size="h3" mb="md">
          {t("site.settingsOf", { site: name })}
        </Title>
        <SiteForm start={start} submit={t("app.save")} onSubmit={save} />
      </Paper>
      <Paper withBorder p="lg">
        <Snippet site={name} />
      </Paper>
      <Goals site={name} />
    </Stack>
  );
}
