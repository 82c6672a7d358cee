import { Button, Checkbox, Code, Group, Modal, Table, Text, UnstyledButton } from "@mantine/core";
import type { DeadLetterInfo } from "@millrace/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../../cards/card.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { moreApi } from "../../more-api.ts";
import styles from "./dead-letters.module.css";
import { Section } from "./section.tsx";

const SHOWN = 100;
/** A letter that was retried in vain is back a moment later: as many as before, but not the same list. */
const REFRESH_MS = 5000;

/** Events that could not be stored: why, and what to do with them. */
export function DeadLetters() {
  const { t } = useTexts();
  const [said, setSaid] = useState("");
  const query = useQuery({
    queryKey: ["dead-letters"],
    queryFn: () => moreApi.deadLetters(SHOWN),
    refetchInterval: REFRESH_MS,
    staleTime: REFRESH_MS / 2,
  });
  return (
    <Section title={t("dead.title")} hint={t("dead.hint")}>
      <Loaded query={query} rows={2}>
        {({ dead_letters, total: all }) =>
          dead_letters.length === 0 ? (
            <Text size="sm">{t("dead.none")}</Text>
          ) : (
            <Letters letters={dead_letters} total={all} onSaid={setSaid} />
          )
        }
      </Loaded>
      <Text size="sm" c="dimmed" role="status" mt={said === "" ? 0 : "xs"}>
        {said}
      </Text>
    </Section>
  );
}

interface LettersProps {
  readonly letters: readonly DeadLetterInfo[];
  readonly total: number;
  /** What became of a retry or a purge; it outlives the list, which may be empty by then. */
  readonly onSaid: (text: string) => void;
}

function Letters({ letters, total, onSaid }: LettersProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<DeadLetterInfo | null>(null);
  const [isPurging, setPurging] = useState(false);
  // Letters leave the list while it is looked at.
  const keys = letters.map(({ key }) => key).filter((key) => chosen.has(key));

  async function end(
    call: typeof moreApi.retryDeadLetters,
    words: "dead.retried" | "dead.purged",
  ): Promise<void> {
    setPurging(false);
    try {
      const { count } = await call(keys);
      onSaid(t(words, { count }));
      setChosen(new Set());
    } catch (error) {
      onSaid((error as Error).message);
    }
    await client.invalidateQueries({ queryKey: ["dead-letters"] });
    await client.invalidateQueries({ queryKey: ["pipeline"] });
  }

  function choose(key: string, isChosen: boolean): void {
    const next = new Set(chosen);
    if (isChosen) next.add(key);
    else next.delete(key);
    setChosen(next);
  }

  return (
    <>
      <Group gap="xs" mb="xs">
        <Button
          size="xs"
          disabled={keys.length === 0}
          onClick={() => void end(moreApi.retryDeadLetters, "dead.retried")}
        >
          {t("dead.retry")}
        </Button>
        <Button size="xs" variant="default" disabled={keys.length === 0} onClick={() => setPurging(true)}>
          {t("dead.purge")}
        </Button>
        {letters.length < total && (
          <Text size="sm" c="dimmed">
            {t("dead.shown", { shown: letters.length, total })}
          </Text>
        )}
      </Group>
      <LetterTable
        letters={letters}
        chosen={new Set(keys)}
        onChoose={choose}
        onChooseAll={(isChosen) => setChosen(new Set(isChosen ? letters.map(({ key }) => key) : []))}
        onShow={setShown}
      />
      <LetterModal letter={shown} onClose={() => setShown(null)} />
      <Modal
        opened={isPurging}
        onClose={() => setPurging(false)}
        title={t("dead.purge")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        <Text size="sm" mb="md">
          {t("dead.purgeSure", { count: keys.length })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setPurging(false)}>
            {t("app.cancel")}
          </Button>
          <Button color="red.8" onClick={() => void end(moreApi.purgeDeadLetters, "dead.purged")}>
            {t("dead.purge")}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

interface LetterTableProps {
  readonly letters: readonly DeadLetterInfo[];
  /** Keys of letters, of these alone. */
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (key: string, isChosen: boolean) => void;
  readonly onChooseAll: (isChosen: boolean) => void;
  readonly onShow: (letter: DeadLetterInfo) => void;
}

function LetterTable({ letters, chosen, onChoose, onChooseAll, onShow }: LetterTableProps) {
  const { t, dates, numbers } = useTexts();
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <Checkbox
                size="xs"
                aria-label={t("dead.selectAll")}
                checked={chosen.size === letters.length}
                onChange={(event) => onChooseAll(event.currentTarget.checked)}
              />
            </Table.Th>
            <Table.Th>{t("dead.reason")}</Table.Th>
            <Table.Th w={90}>{t("dead.attempts")}</Table.Th>
            <Table.Th w={170}>{t("dead.first")}</Table.Th>
            <Table.Th w={170}>{t("dead.last")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {letters.map((letter) => (
            <Table.Tr key={letter.key}>
              <Table.Td>
                <Checkbox
                  size="xs"
                  aria-label={t("dead.select", { key: letter.key })}
                  checked={chosen.has(letter.key)}
                  onChange={(event) => onChoose(letter.key, event.currentTarget.checked)}
                />
              </Table.Td>
              <Table.Td>
                <UnstyledButton
                  className={styles.reason}
                  aria-label={t("dead.show", { key: letter.key })}
                  onClick={() => onShow(letter)}
                >
                  <bdi>
                    {letter.reason}: {letter.last_error}
                  </bdi>
                </UnstyledButton>
              </Table.Td>
              <Table.Td>{numbers.count(letter.attempts)}</Table.Td>
              <Table.Td>{dates.instant(letter.first_at)}</Table.Td>
              <Table.Td>{dates.instant(letter.last_at)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function LetterModal({ letter, onClose }: { letter: DeadLetterInfo | null; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Modal
      opened={letter !== null}
      onClose={onClose}
      title={t("dead.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      {letter !== null && (
        <>
          <Text size="sm">
            <bdi>
              {letter.reason}: {letter.first_error}
            </bdi>
          </Text>
          {letter.last_error !== letter.first_error && (
            <Text size="sm">
              <bdi>{letter.last_error}</bdi>
            </Text>
          )}
          <Code block mt="sm" className={styles.body ?? ""}>
            {letter.encoding === "json" ? indented(letter.body) : letter.body}
          </Code>
        </>
      )}
    </Modal>
  );
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
