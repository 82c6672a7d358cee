import { Button, Code, Text } from "@mantine/core";
import type { KeyInfo, KeyWithSecret, TeamDetails } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Box } from "../account/box.tsx";
import { Confirmation } from "../account/confirmation.tsx";
import { Entries, Entry } from "../account/entries.tsx";
import { teamRecords } from "../teams/team-records.ts";
import { NewKeyForm } from "./new-key-form.tsx";
import { ShownKey } from "./shown-key.tsx";

/** Makes keys of a team, and lists those there are. */
export function ApiKeys({ team }: { team: TeamDetails }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const queryKey = ["keys", team.id];
  const query = useQuery({ queryKey, queryFn: () => teamRecords.keys(team.id) });
  const [made, setMade] = useState<KeyWithSecret | null>(null);
  const [asked, setAsked] = useState<KeyInfo | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey });

  function show(key: KeyWithSecret): void {
    setMade(key);
    void refresh();
  }

  async function revoke({ id }: KeyInfo): Promise<void> {
    await teamRecords.revokeKey(team.id, id);
    if (made?.id === id) setMade(null);
    await refresh();
  }

  return (
    <>
      <Box title={t("apiKeys.new")}>
        <NewKeyForm key={made?.id ?? 0} team={team} onMade={show} />
        <div role="status">{made !== null && <ShownKey made={made} sites={team.sites} />}</div>
      </Box>
      <Box title={t("apiKeys.list")}>
        <Loaded query={query} rows={2}>
          {(keys) =>
            keys.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t("apiKeys.none")}
              </Text>
            ) : (
              <Entries label={t("apiKeys.list")}>
                {keys.map((key) => (
                  <Key key={key.id} info={key} onRevoke={() => setAsked(key)} />
                ))}
              </Entries>
            )
          }
        </Loaded>
      </Box>
      {asked !== null && (
        <Confirmation
          title={t("apiKeys.revokeOf", { name: asked.name })}
          hint={t("apiKeys.revokeHint")}
          submit={t("apiKeys.revoke")}
          onConfirm={() => revoke(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function Key({ info, onRevoke }: { info: KeyInfo; onRevoke: () => void }) {
  const { t, dates } = useTexts();
  const { name, prefix, scopes, sites, expires_at, last_used_at } = info;
  const isExpired = expires_at !== null && Date.parse(expires_at) <= Date.now();
  const time = (iso: string) => dates.instant(Date.parse(iso));
  const facts = [
    scopes.map((scope) => t(`apiKeys.scope.${scope}`)).join(", "),
    sites === null ? t("apiKeys.allSites") : sites.join(", "),
    expires_at === null
      ? t("apiKeys.never")
      : t(isExpired ? "apiKeys.expired" : "apiKeys.until", { time: time(expires_at) }),
    last_used_at === null ? t("apiKeys.unused") : t("apiKeys.used", { time: time(last_used_at) }),
  ];
  return (
    <Entry
      title={
        <>
          <bdi>{name}</bdi> <Code>{prefix}…</Code>
        </>
      }
      detail={facts.join(" · ")}
    >
      <Button size="xs" variant="default" aria-label={t("apiKeys.revokeOf", { name })} onClick={onRevoke}>
        {t("apiKeys.revoke")}
      </Button>
    </Entry>
  );
}
