import { Anchor, Group, SimpleGrid, Stack, Title } from "@mantine/core";
import type { PipelineStatus } from "@millrace/protocol";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Loaded } from "../cards/card.tsx";
import { duration } from "../format/number.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { NotYours } from "../sections/account/not-yours.tsx";
import { AuditLog } from "../sections/audit/audit-log.tsx";
import { Counts } from "../sections/operations/counts.tsx";
import { DeadLetters } from "../sections/operations/dead-letters.tsx";
import { DepthChart } from "../sections/operations/depth-chart.tsx";
import { Facts } from "../sections/operations/facts.tsx";
import { pipelineQuery } from "../sections/operations/pipeline-query.ts";
import { Processes } from "../sections/operations/processes.tsx";
import { Section } from "../sections/operations/section.tsx";
import { useTitle } from "../site/use-title.ts";
import { useUser } from "../user.tsx";

/** Whether everything that was accepted is stored, what waits, what is set aside, and what was left out on purpose. */
export function OperationsPage() {
  const { t } = useTexts();
  const { mayOperate } = useUser();
  const query = useQuery({ ...pipelineQuery, enabled: mayOperate });
  useTitle(t("operations.title"));
  if (!mayOperate) return <NotYours />;
  return (
    <Stack gap="md" my="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t("operations.title")}
        </Title>
        <Anchor component={Link} to="/terminal" size="sm">
          {t("terminal.title")}
        </Anchor>
      </Group>
      <Loaded query={query} rows={6}>
        {(status) => <Pipeline status={status} />}
      </Loaded>
      {/* Below what grows: it comes when that has its height. */}
      {!query.isPending && <DeadLetters />}
      {!query.isPending && (
        <Section title={t("audit.title")} hint={t("audit.instanceHint")}>
          <AuditLog team={null} />
        </Section>
      )}
    </Stack>
  );
}

function Pipeline({ status }: { status: PipelineStatus }) {
  const { t } = useTexts();
  return (
    <Stack gap="md">
      <Ledger status={status} />
      <Section title={t("operations.depth")}>
        <DepthChart samples={status.history} />
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Counts status={status} />
        <Stack gap="md">
          <LeftOut status={status} />
          <Processes processes={status.processes} />
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}

function Ledger({ status: { now, waiting_bytes } }: { status: PipelineStatus }) {
  const { t, numbers } = useTexts();
  const size = t("operations.waitingSize", { count: now.waiting, size: numbers.bytes(waiting_bytes) });
  return (
    <Section title={t("operations.ledger")} hint={t("operations.ledgerHint")}>
      <Facts
        large
        facts={[
          [t("health.accepted"), numbers.count(now.accepted)],
          [t("operations.settled"), numbers.count(now.settled)],
          [t("health.waiting"), numbers.count(now.waiting), now.waiting > 0 ? size : undefined],
          [t("health.dead"), numbers.count(now.dead)],
          [t("health.lag"), duration(now.lag)],
        ]}
      />
    </Section>
  );
}

/** Events and requests that the instance did not take, by reason and by status. */
function LeftOut({ status: { counters } }: { status: PipelineStatus }) {
  const { t, numbers, named } = useTexts();
  const dropped = Object.entries(counters.dropped).filter(([, count]) => count > 0);
  const refused = Object.entries(counters.refused).filter(([, count]) => count > 0);
  return (
    <Group grow align="stretch" gap="md" preventGrowOverflow={false}>
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
    </Group>
  );
}
