import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { UnknownSiteInfo } from "@millrace/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import { useUser } from "../../user.tsx";

const QUERY_KEY = ["unknown-sites"];
/** As often as the list of sites: whoever just added the script waits for its name here. */
const LOOK_MS = 10_000;

/** Names that events came under and that are no site's, where the instance keeps them apart. */
export function UnknownSites() {
  const { t } = useTexts();
  const { mayOperate } = useUser();
  const [showsIgnored, setShowsIgnored] = useState(false);
  // Beside the list of sites: where it can't be loaded, the list says why.
  const { data = [] } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: () => moreApi.unknownSites(),
    refetchInterval: LOOK_MS,
    enabled: mayOperate,
  });
  const waiting = data.filter(({ ignored }) => !ignored);
  const ignored = data.filter(({ ignored }) => ignored);
  if (data.length === 0) return null;
  return (
    <Paper withBorder p="lg" component="section" aria-label={t("unknown.title")}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4">
            {t("unknown.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("unknown.hint")}
          </Text>
        </div>
        {[...waiting, ...(showsIgnored ? ignored : [])].map((site) => (
          <UnknownName key={site.name} site={site} />
        ))}
        {ignored.length > 0 && (
          <div>
            <Button size="xs" variant="subtle" onClick={() => setShowsIgnored(!showsIgnored)}>
              {showsIgnored ? t("unknown.hide") : t("unknown.show", { count: ignored.length })}
            </Button>
          </div>
        )}
      </Stack>
    </Paper>
  );
}

function UnknownName({ site }: { site: UnknownSiteInfo }) {
  const { t, dates } = useTexts();
  const client = useQueryClient();
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: QUERY_KEY });
    await client.invalidateQueries({ queryKey: ["sites"] });
  };
  const { name, events, last_seen, ignored } = site;
  const acceptance = useMutation({ mutationFn: () => moreApi.acceptUnknownSite(name), onSettled: refresh });
  const dismissal = useMutation({ mutationFn: () => moreApi.ignoreUnknownSite(name), onSettled: refresh });
  const error = acceptance.error ?? dismissal.error;
  return (
    <Group justify="space-between" gap="xs">
      <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
        <Text fw={600}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {t("unknown.events", { count: events })} ·{" "}
          {t("unknown.last", { time: dates.instant(Date.parse(last_seen)) })}
        </Text>
        {error !== null && <Fault error={error} />}
      </div>
      <Group gap="xs">
        <Button size="xs" aria-label={t("unknown.acceptName", { name })} onClick={() => acceptance.mutate()}>
          {t("unknown.accept")}
        </Button>
        {!ignored && (
          <Button
            size="xs"
            variant="default"
            aria-label={t("unknown.ignoreName", { name })}
            onClick={() => dismissal.mutate()}
          >
            {t("unknown.ignore")}
          </Button>
        )}
      </Group>
    </Group>
  );
}
