import { ActionIcon, Button, Group, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api.ts";
import { Fault } from "../../cards/fault.tsx";
import { useTexts } from "../../i18n/use-texts.tsx";
import { CloseIcon } from "../../icons.tsx";
import { useKeptFocus } from "../../keyboard/use-kept-focus.ts";
import { useSite } from "../../site/site-context.tsx";
import { useSegments } from "../../site/use-segments.ts";
import { useUser } from "../../user.tsx";
import { hasSegment, isSegment, keptAsSegment, withoutSegment, withSegment } from "./segment-filters.ts";
import styles from "./segment-list.module.css";
import { useCurrentFilters } from "./use-current-filters.ts";

/** Filters kept under names: choose one, keep the present ones, throw one away. */
export default function SegmentList({ onChosen }: { onChosen: () => void }) {
  const { t } = useTexts();
  const { site, view, setFilters } = useSite();
  const { mayEdit } = useUser();
  const { segments, refresh } = useSegments(site.name);
  const currentFilters = useCurrentFilters();
  const box = useKeptFocus();

  function choose(id: number): void {
    onChosen();
    setFilters(withSegment(view.filters, id));
  }

  async function remove(id: number): Promise<void> {
    await api.deleteSegment(site.name, id);
    const filters = currentFilters();
    if (hasSegment(filters, id)) setFilters(withoutSegment(filters, id));
  }
  // One that is gone already is gone from the list, too.
  const removal = useMutation({ mutationFn: remove, onSettled: refresh });

  return (
    <Stack gap={4} ref={box} tabIndex={-1}>
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
              onClick={() => removal.mutate(id)}
            >
              <CloseIcon size={14} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {removal.error !== null && <Fault error={removal.error} />}
      {mayEdit && <KeepForm onKept={onChosen} />}
    </Stack>
  );
}

/** Keeps the present filters, segments aside: those can't be made of segments. */
function KeepForm({ onKept }: { onKept: () => void }) {
  const { t } = useTexts();
  const { site, view, setFilters } = useSite();
  const { refresh } = useSegments(site.name);
  const currentFilters = useCurrentFilters();
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const filters = view.filters.filter((filter) => !isSegment(filter));
  if (filters.length === 0) return null;

  async function keep(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      const { id } = await api.createSegment(site.name, { name, filters: [...filters] });
      await refresh();
      setFilters(keptAsSegment(currentFilters(), filters, id));
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
