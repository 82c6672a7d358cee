import { Table, Text } from "@mantine/core";
import type { PipelineProcess } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import { Section } from "./section.tsx";

/** The processes of the instance that were heard of of late. */
export function Processes({ processes }: { processes: readonly PipelineProcess[] }) {
  const { t, dates } = useTexts();
  return (
    <Section title={t("operations.processes")}>
      {processes.length === 0 ? (
        <Text size="sm">{t("operations.noProcesses")}</Text>
      ) : (
        <Table.ScrollContainer minWidth={360}>
          <Table verticalSpacing={4} horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("operations.process")}</Table.Th>
                <Table.Th>{t("operations.roles")}</Table.Th>
                <Table.Th>{t("operations.startedAt")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {processes.map(({ name, roles, started_at }) => (
                <Table.Tr key={name}>
                  <Table.Td>
                    <bdi>{name}</bdi>
                  </Table.Td>
                  <Table.Td>{roles.join(", ")}</Table.Td>
                  <Table.Td>{dates.instant(started_at)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
