import { Modal, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api.ts";
import { browserTimeZone } from "../format/browser-time-zone.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { useFocusBack } from "../keyboard/use-focus-back.ts";
import { sitesQuery } from "../site/site-query.ts";
import { SiteForm, type SiteSettings } from "./site-form.tsx";

/** What most sites want; days begin where the browser is. */
const start = (): SiteSettings => ({
  domains: [],
  timezone: browserTimeZone(),
  safe_query_params: [],
  trailing_slash: "keep",
  geo_precision: "city",
  retention_days: 5 * 366,
});

/** Makes a site and goes to it. */
export default function NewSite({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  useFocusBack();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");

  async function create(settings: SiteSettings): Promise<undefined> {
    const site = await api.createSite({ name: name.trim(), ...settings });
    await client.invalidateQueries({ queryKey: sitesQuery.queryKey });
    client.setQueryData(["site", site.name], site);
    await navigate({ to: "/sites/$site", params: { site: site.name } });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t("sites.add")}
      size="lg"
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <SiteForm start={start()} submit={t("site.create")} onSubmit={create}>
        <TextInput
          label={t("site.name")}
          description={t("site.nameHint")}
          required
          data-autofocus
          value={name}
          maxLength={255}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </SiteForm>
    </Modal>
  );
}
