import { ActionIcon, Button, Group, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { api } from "../api.ts";
import { useTexts } from "../i18n/use-texts.tsx";
import { CloseIcon } from "../icons.tsx";
import { useSite } from "../site/site-context.tsx";
import { useUser } from "../user.tsx";
import styles from "./segment-list.module.css";
import { useSegments } from "./use-segments.ts";

/** Filters kept under names: choose one, keep the present ones, throw one away. */
export default function SegmentList({ onChosen }: { onChosen: () => void }) {
  const { t } = useTexts();
  const { site, view, setFilters } = useSite();
  const { mayEdit } = useUser();
  const { segments, refresh } = useSegments(site.name);

  function choose(id: number): void {
    onChosen();
    setFilters([...view.filters.filter((filter) => filter[1] !== "segment"), ["is", "segment", [id]]]);
  }

  /** What no longer exists can't filter either. */
  async function remove(id: number): Promise<void> {
    await api.deleteSegment(site.name, id);
    const others = view.filters.filter(
      (filter) => filter[1] !== "segment" || !(filter[2] as readonly number[]).includes(id),
    );
    if (others.length < view.filters.length) setFilters(others);
    await refresh();
  }

  return (
    <Stack gap={4}>
      {segments.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("segment.none")}
        </Text>
      )}
      {segments.map(({ id, name }) => (
        <Group key={id} gap={4} wrap="nowrap">
          <UnstyledButton className={styles.segment ?? ""} onClick={() => choose(id)}>
            <bdi>{name}</bdi>
          </UnstyledButton>
          {mayEdit && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("segment.delete", { name })}
              onClick={() => void remove(id)}
            >
              <CloseIcon size={14} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {mayEdit && <KeepForm onKept={onChosen} />}
    </Stack>
  );
}

/** Keeps the present filters, segments aside: those can't be made of segments. */
function KeepForm({ onKept }: { onKept: () => void }) {
  const { t } = useTexts();
  const { site, view, setFilters } = useSite();
  const { refresh } = useSegments(site.name);
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const filters = view.filters.filter((filter) => filter[1] !== "segment");
  if (filters.length === 0) return null;

  async function keep(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      const { id } = await api.createSegment(site.name, { name, filters: [...filters] });
      await refresh();
      setFilters([["is", "segment", [id]]]);
      onKept();
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  return (
    <form onSubmit={(event) => void keep(event)}>
      <TextInput
        mt={6}
        size="xs"
        label={t("segment.name")}
        value={name}
        maxLength={100}
        error={fault}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" mt={6} size="compact-sm" disabled={name.trim() === ""}>
        {t("segment.keep")}
      </Button>
    </form>
  );
}
