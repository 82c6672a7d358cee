import { Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { AUDIT_ACTIONS, type AuditAction, type AuditEntryInfo } from "@millrace/protocol";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { instanceUrl } from "../../api.ts";
import { Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { teamRecords } from "../teams/team-records.ts";
import { detailsText } from "./details-text.ts";

/** Who did what to whom, of a team; null: what belongs to no team. */
export function AuditLog({ team }: { team: number | null }) {
  const { t } = useTexts();
  const [action, setAction] = useState<AuditAction | null>(null);
  const query = useInfiniteQuery({
    queryKey: ["audit", team, action],
    queryFn: ({ pageParam, signal }) =>
      teamRecords.audit(team, { before: pageParam, action: action ?? undefined }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const file = team === null ? "api/v1/audit.csv" : `api/v1/teams/${team}/audit.csv`;
  const asked = action === null ? "" : `?${new URLSearchParams({ action })}`;
  return (
    <Stack>
      <Group justify="space-between" align="flex-end">
        <Select
          label={t("audit.what")}
          placeholder={t("audit.all")}
          data={AUDIT_ACTIONS.map((value) => ({ value, label: t(`audit.action.${value}`) }))}
          value={action}
          onChange={(value) => setAction(value as AuditAction | null)}
          clearable
          clearButtonProps={{ "aria-label": t("audit.all"), tabIndex: 0 }}
          searchable
        />
        <Button component="a" variant="default" href={instanceUrl(file + asked)} download>
          {t("audit.download")}
        </Button>
      </Group>
      <Loaded query={query} rows={6}>
        {({ pages }) => <Rows entries={pages.flatMap(({ entries }) => entries)} />}
      </Loaded>
      {query.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("audit.more")}
          </Button>
        </div>
      )}
    </Stack>
  );
}

function Rows({ entries }: { entries: readonly AuditEntryInfo[] }) {
  const { t } = useTexts();
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("audit.none")}
      </Text>
    );
  return (
    <Table.ScrollContainer
      minWidth={720}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("audit.title") } }}
    >
      <Table verticalSpacing="xs" aria-label={t("audit.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("audit.when")}</Table.Th>
            <Table.Th>{t("audit.who")}</Table.Th>
            <Table.Th>{t("audit.what")}</Table.Th>
            <Table.Th>{t("audit.whom")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const WRAP = { overflowWrap: "anywhere" } as const;

function Row({ entry }: { entry: AuditEntryInfo }) {
  const texts = useTexts();
  const { t, dates, named } = texts;
  const { at, actor, action, site, target, details } = entry;
  const who = actor.name ?? t(`audit.actor.${actor.kind}`);
  const whom = [site, target].filter((one) => one !== null);
  const more = detailsText(details, texts);
  return (
    <Table.Tr style={{ verticalAlign: "top" }}>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{dates.instant(Date.parse(at))}</Table.Td>
      <Table.Td style={WRAP}>
        <bdi>{actor.kind === "key" ? t("audit.key", { name: who }) : who}</bdi>
      </Table.Td>
      <Table.Td>{named(`audit.action.${action}`, action)}</Table.Td>
      <Table.Td style={WRAP}>
        {whom.map((one) => (
          <div key={one}>
            <bdi>{one}</bdi>
          </div>
        ))}
        {more !== "" && (
          <Text size="xs" c="dimmed">
            <bdi>{more}</bdi>
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
