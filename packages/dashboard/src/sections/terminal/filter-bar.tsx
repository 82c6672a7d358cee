import { Group, Select, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { DROP_REASONS, TRACE_STAGES } from "@millrace/protocol";
import { useTexts } from "../../i18n/use-texts.tsx";
import styles from "./terminal.module.css";
import type { TerminalSearch } from "./terminal-search.ts";

const TYPING_MS = 300;

export interface FilterBarProps {
  readonly search: TerminalSearch;
  readonly hasSites: boolean;
  readonly onChange: (changes: TerminalSearch) => void;
}

/** What the lines are filtered by. All of it is in the address. */
export function FilterBar({ search, hasSites, onChange }: FilterBarProps) {
  const { t, named } = useTexts();
  const chosen = search.stages?.split(",") ?? [];
  const changeSoon = useDebouncedCallback(onChange, TYPING_MS);
  const field = (name: "site" | "name" | "text" | "event", width: number) => (
    <TextInput
      // What an address or a line brings is shown as well as what is typed.
      key={`${name} ${name === "event" ? search.event : ""}`}
      size="xs"
      w={width}
      label={t(`terminal.filter.${name}`)}
      defaultValue={search[name] ?? ""}
      onChange={({ currentTarget: { value } }) => changeSoon({ [name]: value.trim() || undefined })}
      {...(name === "text" && { "data-search": true })}
    />
  );
  return (
    <div className={styles.filters}>
      <Group gap={6} role="group" aria-label={t("terminal.filter.stages")}>
        {TRACE_STAGES.map((stage) => (
          <UnstyledButton
            key={stage}
            className={styles.choice}
            aria-pressed={chosen.includes(stage)}
            onClick={() => onChange({ stages: toggled(chosen, stage).join(",") || undefined })}
          >
            {t(`terminal.stage.${stage}`)}
          </UnstyledButton>
        ))}
      </Group>
      <Group gap="xs" align="end">
        {field("text", 180)}
        {field("name", 130)}
        {hasSites && field("site", 150)}
        <Select
          size="xs"
          w={170}
          clearable
          label={t("terminal.filter.reason")}
          data={DROP_REASONS.map((reason) => ({ value: reason, label: named(`drop.${reason}`, reason) }))}
          value={search.reason ?? null}
          onChange={(reason) => onChange({ reason: reason ?? undefined })}
        />
        {field("event", 240)}
      </Group>
    </div>
  );
}

const toggled = (chosen: readonly string[], stage: string): readonly string[] =>
  chosen.includes(stage) ? chosen.filter((one) => one !== stage) : [...chosen, stage];
