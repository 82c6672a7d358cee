import { Anchor, Table, Text } from "@mantine/core";
import type { TraceFigures } from "@millrace/protocol";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../../i18n/use-texts.tsx";
import { shownMs } from "./line-texts.ts";
import styles from "./terminal.module.css";

/** What the stages did in the last ten seconds; empty until the first figures come. */
export function StageTable({ figures }: { figures: TraceFigures | null }) {
  const { t, numbers } = useTexts();
  if (figures === null) return <div className={styles.figures} />;
  const { stages, waiting, dead } = figures;
  return (
    <div className={styles.figures} data-testid="terminal-figures">
      <Table withRowBorders={false} className={styles.table ?? ""} aria-label={t("terminal.figures")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("terminal.column.stage")}</Table.Th>
            <Table.Th>{t("terminal.column.rate")}</Table.Th>
            <Table.Th>{t("terminal.column.size")}</Table.Th>
            <Table.Th>p50</Table.Th>
            <Table.Th>p95</Table.Th>
            <Table.Th>p99</Table.Th>
            <Table.Th>{t("terminal.column.errors")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stages.map(({ stage, rate, size, p50_ms, p95_ms, p99_ms, errors }) => (
            <Table.Tr key={stage}>
              <Table.Th>{t(`terminal.stage.${stage}`)}</Table.Th>
              <Table.Td>{rate.toFixed(1)}</Table.Td>
              <Table.Td>{size === 0 ? "" : size.toFixed(1)}</Table.Td>
              <Table.Td>{shownMs(p50_ms)}</Table.Td>
              <Table.Td>{shownMs(p95_ms)}</Table.Td>
              <Table.Td>{shownMs(p99_ms)}</Table.Td>
              <Table.Td>{errors === 0 ? "0 %" : `${(errors * 100).toFixed(1)} %`}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm">
        {t("health.waiting")}: {numbers.count(waiting)} ·{" "}
        <Anchor component={Link} to="/operations" size="sm">
          {t("health.dead")}: {numbers.count(dead)}
        </Anchor>
      </Text>
    </div>
  );
}
