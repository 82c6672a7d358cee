import { Anchor, Paper, Stack, Text, Title } from "@mantine/core";
import type { SiteChanges, SiteInfo } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Failure } from "../cards/card.tsx";
import { useTexts } from "../i18n/use-texts.tsx";
import { LeftIcon } from "../icons.tsx";
import { moreApi } from "../more-api.ts";
import { NotYours } from "../sections/account/not-yours.tsx";
import { Snippet } from "../sections/install/snippet.tsx";
import UnknownSite from "../sections/install/unknown-site.tsx";
import { AcceptedEvents } from "../sections/settings/accepted-events.tsx";
import { DangerZone } from "../sections/settings/danger-zone.tsx";
import { Erasures } from "../sections/settings/erasures.tsx";
import { Exclusions } from "../sections/settings/exclusions.tsx";
import { Goals } from "../sections/settings/goals.tsx";
import { Imports } from "../sections/settings/imports.tsx";
import { MoveSite } from "../sections/settings/move-site.tsx";
import { Shares } from "../sections/settings/shares.tsx";
import { SiteArchive } from "../sections/settings/site-archive.tsx";
import { SiteForm, type SiteSettings } from "../sections/settings/site-form.tsx";
import { siteQuery } from "../site/site-query.ts";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";
import styles from "./settings-page.module.css";

/** A site's settings, and what belongs to it; what can't be taken back is last. */
export function SettingsPage() {
  const { site: name } = useParams({ from: "/sites/$site/settings" });
  const { t } = useTexts();
  const client = useQueryClient();
  const site = useQuery(siteQuery(name));
  const { mayEdit, mayManage } = useUser();
  useTitle(t("site.settingsOf", { site: name }));
  if (site.data === null) return <UnknownSite name={name} />;
  if (site.data === undefined)
    return site.error === null ? null : <Failure error={site.error} retry={site.refetch} />;
  if (!mayEdit) return <NotYours />;

  async function change(changes: SiteChanges): Promise<void> {
    client.setQueryData(["site", name], await moreApi.updateSite(name, changes));
    // A zone moves the days that reports are made of.
    await client.invalidateQueries({ queryKey: ["report", name] });
  }

  async function save(settings: SiteSettings): Promise<string> {
    await change(settings);
    return t("app.saved");
  }

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
        {mayManage ? (
          <SiteForm start={settingsOf(site.data)} submit={t("app.save")} onSubmit={save} />
        ) : (
          <Text size="sm">{t("site.editorHint")}</Text>
        )}
      </Paper>
      <Paper withBorder p="lg">
        <Snippet site={name} />
      </Paper>
      <Goals site={name} />
      {mayManage && (
        <>
          <Shares site={site.data} onSave={change} />
          <Exclusions site={site.data} onSave={change} />
          <AcceptedEvents site={site.data} onSave={change} />
          <Imports site={name} />
          <MoveSite site={name} />
          <SiteArchive site={name} />
          <Erasures site={name} />
          <DangerZone site={name} />
        </>
      )}
    </Stack>
  );
}

function settingsOf(site: SiteInfo): SiteSettings {
  const { name, excluded_pages, excluded_hosts, excluded_addresses, ...rest } = site;
  const { needs_ingest_key, allowed_origins, share_threshold, ...settings } = rest;
  return settings;
}
