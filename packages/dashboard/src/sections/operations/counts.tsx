import { Text } from "@mantine/core";
import type { PipelineStatus } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import { type Fact, Facts } from "./facts.tsx";
import { Section } from "./section.tsx";

/** What the running processes counted: what came to them, and what became of it. Both add up to the same. */
export function Counts({ status }: { status: PipelineStatus }) {
  const { t, numbers } = useTexts();
  const { counters, carried_over: carried = 0 } = status;
  const { accepted, stored, dead, duplicates, received, retries } = counters;
  const dropped = Object.values(counters.dropped).reduce((sum, count) => sum + count, 0);
  // Reports of processes are seconds old: what is in no account yet is on its way.
  const waiting = Math.max(0, accepted + carried - stored - dead);
  const fact = (name: string, count: number): Fact => [name, numbers.count(count)];
  return (
    <Section title={t("operations.counters")} hint={t("operations.countersHint")}>
      <Facts
        facts={[
          fact(t("operations.received"), received),
          fact(t("operations.droppedAll"), dropped),
          fact(t("operations.duplicates"), duplicates),
        ]}
      />
      <Text size="sm" fw={600} mt="sm">
        {t("operations.in")}
      </Text>
      <Facts
        facts={[
          fact(t("operations.accepted"), accepted),
          ...(carried === 0
            ? []
            : [fact(t(carried > 0 ? "operations.takenOver" : "operations.storedByOthers"), carried)]),
        ]}
      />
      <Text size="sm" fw={600} mt="sm">
        {t("operations.out")}
      </Text>
      <Facts
        facts={[
          fact(t("operations.stored"), stored),
          fact(t("operations.setAside"), dead),
          fact(t("operations.onTheWay"), waiting),
        ]}
      />
      <Text size="sm" c="dimmed" mt="sm">
        {t("operations.retriesOf", { count: retries })}
      </Text>
    </Section>
  );
}
