import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { PipelineStatus } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../cards/card.tsx";
import { duration } from "../format/number.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { DeadLetters } from "../operations/dead-letters.tsx";
import { DepthChart } from "../operations/depth-chart.tsx";
import { Facts } from "../operations/facts.tsx";
import { pipelineQuery } from "../operations/pipeline-query.ts";
import { Section } from "../operations/section.tsx";
import { useTitle } from "../site/use-title.ts";

/** Whether everything that was accepted is stored, what waits, what is set aside, and what was left out on purpose. */
export function OperationsPage() {
  const { t } = useTexts();
  const query = useQuery(pipelineQuery);
  useTitle(t("operations.title"));
  return (
    <Stack gap="md" my="md">
      <Title order={1} size="h3">
        {t("operations.title")}
      </Title>
      <Loaded query={query} rows={6}>
        {(status) => <Pipeline status={status} />}
      </Loaded>
      {/* Below what grows: it comes when that has its height. */}
      {!query.isPending && <DeadLetters />}
    </Stack>
  );
}

function Pipeline({ status }: { status: PipelineStatus }) {
  const { t, numbers, dates, named } = useTexts();
  const { now, counters, processes } = status;
  const dropped = Object.entries(counters.dropped).filter(([, count]) => count > 0);
  const refused = Object.entries(counters.refused).filter(([, count]) => count > 0);
  return (
    <Stack gap="md">
      <Section title={t("operations.ledger")} hint={t("operations.ledgerHint")}>
        <Facts
          large
          facts={[
            [t("health.accepted"), numbers.count(now.accepted)],
            [t("operations.settled"), numbers.count(now.settled)],
            [t("health.waiting"), `${numbers.count(now.waiting)} (${numbers.bytes(status.waiting_bytes)})`],
            [t("health.dead"), numbers.count(now.dead)],
            [t("health.lag"), duration(now.lag)],
          ]}
        />
      </Section>
      <Section title={t("operations.depth")}>
        <DepthChart samples={status.history} />
      </Section>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
        <Section title={t("operations.filtered")} hint={t("operations.filteredHint")}>
          <Facts
            facts={dropped.map(([reason, count]) => [named(`drop.${reason}`, reason), numbers.count(count)])}
            empty={t("operations.none")}
          />
        </Section>
        <Section title={t("operations.refused")} hint={t("operations.refusedHint")}>
          <Facts
            facts={refused.map(([code, count]) => [code, numbers.count(count)])}
            empty={t("operations.none")}
          />
        </Section>
        <Section title={t("operations.counters")} hint={t("operations.since")}>
          <Facts
            facts={(["received", "accepted", "duplicates", "stored", "retries"] as const).map((name) => [
              t(`operations.${name}`),
              numbers.count(counters[name]),
            ])}
          />
        </Section>
      </SimpleGrid>
      <Section title={t("operations.processes")}>
        {processes.length === 0 && <Text size="sm">{t("operations.noProcesses")}</Text>}
        {processes.map(({ name, roles, started_at }) => (
          <Text size="sm" key={name}>
            {t("operations.process", { name, roles: roles.join(", "), time: dates.instant(started_at) })}
          </Text>
        ))}
      </Section>
    </Stack>
  );
}
