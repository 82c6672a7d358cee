import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { browserTimeZone } from "../../format/browser-time-zone.ts";
import { useTexts } from "../../i18n/use-texts.tsx";
import { useFocusBack } from "../../keyboard/use-focus-back.ts";
import { moreApi } from "../../more-api.ts";
import { sitesQuery } from "../../site/site-query.ts";
import { useUser } from "../../user.tsx";
import { siteNameOf } from "./site-name-of.ts";
import { TeamSelect, useTeamChoice } from "./team-select.tsx";
import { TimeZoneSelect } from "./time-zone-select.tsx";

export interface NewSiteProps {
  readonly onClose: () => void;
  /** The team that is looked at; any other number where it is none. */
  readonly team: number;
}

/** Makes a site and goes to it. Asks for what nobody can guess; the rest has its place in the settings. */
export default function NewSite({ onClose, team: first }: NewSiteProps) {
  const { t } = useTexts();
  useFocusBack();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const { person } = useUser();
  // Days begin where the person is, or else the browser.
  const [timezone, setTimezone] = useState(() => person?.timezone ?? browserTimeZone());
  const { team, onChoose } = useTeamChoice(first);
  const name = siteNameOf(typed);
  const creation = useMutation({
    mutationFn: () => moreApi.createSite({ name, timezone, ...(team !== undefined && { team }) }),
    async onSuccess(site) {
      await client.invalidateQueries({ queryKey: sitesQuery.queryKey });
      client.setQueryData(["site", site.name], site);
      await navigate({ to: "/sites/$site", params: { site: site.name } });
    },
  });

  function create(event: FormEvent): void {
    event.preventDefault();
    creation.mutate();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t("sites.add")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      <form onSubmit={create}>
        <Stack>
          <TextInput
            label={t("site.name")}
            description={name === typed.trim() ? t("site.nameHint") : t("site.nameMade", { name })}
            placeholder="example.com"
            required
            data-autofocus
            value={typed}
            maxLength={2000}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <TimeZoneSelect description={t("site.newZoneHint")} value={timezone} onChange={setTimezone} />
          {team !== undefined && <TeamSelect team={team} onChoose={onChoose} />}
          {creation.error !== null && <Fault error={creation.error} />}
          <Group>
            <Button type="submit" loading={creation.isPending}>
              {t("site.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
