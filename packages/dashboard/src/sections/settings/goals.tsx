import {
  ActionIcon,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api.ts";
import { Failure } from "../../cards/card.tsx";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { CloseIcon } from "../../icons.tsx";
import { moreApi } from "../../more-api.ts";

/** A site's goals: pages or events that matter. */
export function Goals({ site }: { site: string }) {
  const { t } = useTexts();
  const client = useQueryClient();
  const queryKey = ["goals", site];
  const goals = useQuery({ queryKey, queryFn: () => api.goals(site) });

  const { data } = goals;

  async function refresh(): Promise<void> {
    await client.invalidateQueries({ queryKey });
    await client.invalidateQueries({ queryKey: ["report", site] });
  }
  // One that is gone already is gone from the list, too.
  const removal = useMutation({
    mutationFn: (id: number) => moreApi.deleteGoal(site, id),
    onSettled: refresh,
  });

  return (
    <Paper withBorder p="lg">
      <Stack>
        <div>
          <Title order={2} size="h4">
            {t("site.goals")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("site.goalsHint")}
          </Text>
        </div>
        {data === undefined && goals.error !== null && <Failure error={goals.error} retry={goals.refetch} />}
        {data?.length === 0 && <Text size="sm">{t("site.goalNone")}</Text>}
        {data !== undefined && data.length > 0 && (
          <Table>
            <Table.Tbody>
              {data.map(({ id, name, event, page }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <bdi>{name}</bdi>
                  </Table.Td>
                  <Table.Td c="dimmed">
                    <bdi>
                      {event === null
                        ? `${t("dimension.event:page")}: ${page}`
                        : `${t("site.goalEvent")}: ${event}`}
                    </bdi>
                  </Table.Td>
                  <Table.Td w={40}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("site.goalDelete", { name })}
                      onClick={() => removal.mutate(id)}
                    >
                      <CloseIcon size={14} />
                    </ActionIcon>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {removal.error !== null && <Fault error={removal.error} />}
        {!goals.isPending && <NewGoal site={site} onMade={refresh} />}
      </Stack>
    </Paper>
  );
}

type Kind = "event" | "page";

function NewGoal({ site, onMade }: { site: string; onMade: () => Promise<void> }) {
  const { t } = useTexts();
  const [kind, setKind] = useState<Kind>("event");
  const [what, setWhat] = useState("");
  const [fault, setFault] = useState<string | null>(null);

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      await api.createGoal(site, kind === "event" ? { event: what.trim() } : { page: what.trim() });
      setWhat("");
      setFault(null);
      await onMade();
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  return (
    <form onSubmit={(event) => void make(event)}>
      <Group align="flex-start" gap="xs">
        <SegmentedControl
          aria-label={t("site.goalKind")}
          value={kind}
          onChange={(chosen) => setKind(chosen as Kind)}
          data={[
            { value: "event", label: t("site.goalEvent") },
            { value: "page", label: t("dimension.event:page") },
          ]}
        />
        <TextInput
          flex="1 1 240px"
          aria-label={t(kind === "event" ? "site.goalEvent" : "site.goalPage")}
          placeholder={kind === "event" ? "signup" : "/thanks/*"}
          value={what}
          error={fault}
          onChange={(event) => setWhat(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={what.trim() === ""}>
          {t("site.goalAdd")}
        </Button>
      </Group>
    </form>
  );
}
